import { expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, fields, mountView, onRpc } from "@web/../tests/web_test_helpers";

import {
    CrmLead,
    definePlaybookModels,
    makeDeal,
    makeGateError,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const CURRENT = ".o_statusbar_status .o_arrow_button_current";
const UNSAVED = ".o_form_status_indicator_buttons:not(.invisible)";

async function mountDeal(values = {}, phoneAttributes = "") {
    CrmLead._records = [{ id: 1, name: "Deal", stage_id: 1, ...values }];
    await mountView({
        resModel: "crm.lead",
        type: "form",
        resId: 1,
        arch: /* xml */ `
            <form>
                <header>
                    <field name="stage_id" widget="gate_statusbar" options="{'clickable': 1}"/>
                </header>
                <field name="name"/>
                <field name="budget"/>
                <field name="phone" ${phoneAttributes}/>
            </form>`,
    });
}

/** Refuse every move to another stage, and follow what is saved. */
function refuse() {
    onRpc("crm.lead", "web_save", ({ args }) => {
        expect.step(args[1]);
        if (args[1].stage_id) {
            throw makeGateError({ deals: [makeDeal()] });
        }
    });
}

async function click(stage) {
    await contains(`.o_statusbar_status button[data-value='${stage}']`).click();
    await animationFrame();
}

test("a move that is let through is saved", async () => {
    await mountDeal();
    await click(2);
    expect(CURRENT).toHaveText("Understood");
    expect(UNSAVED).toHaveCount(0);
});

test("after a refusal the real stage shows again, nothing is unsaved, and a dialog says why", async () => {
    expect.errors(1);
    await mountDeal();
    refuse();
    await click(2);
    expect(".o_gate_dialog .modal-title").toHaveText("Not ready for Understood yet");
    expect(CURRENT).toHaveText("Found");
    expect(UNSAVED).toHaveCount(0);
    expect.verifySteps([{ stage_id: 2 }]);
    expect.verifyErrors(["RPC_ERROR"]);
});

test("after a refusal what else was typed is still there, to be saved without the stage", async () => {
    expect.errors(1);
    await mountDeal();
    await contains(".o_field_widget[name=name] input").edit("Better name");
    refuse();
    await click(2);
    expect(CURRENT).toHaveText("Found");
    expect(queryOne(".o_field_widget[name=name] input").value).toBe("Better name");
    expect(UNSAVED).toHaveCount(1);
    expect.verifyErrors(["RPC_ERROR"]);

    await contains(".o_gate_dialog .btn-close").click();
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ name: "Better name", stage_id: 2 }, { name: "Better name" }]);
});

test("what followed from the stage is taken back as well", async () => {
    expect.errors(1);
    CrmLead._fields.stage_id = fields.Many2one({
        relation: "crm.stage",
        onChange: (record) => (record.budget = record.stage_id * 100),
    });
    await mountDeal({ budget: 7 });
    refuse();
    await click(2);
    expect(".o_field_widget[name=budget] input").toHaveValue("7");
    expect(UNSAVED).toHaveCount(0);
    expect.verifySteps([{ stage_id: 2, budget: 200 }]);
    expect.verifyErrors(["RPC_ERROR"]);
});

test("a move that lacks a required field can be discarded as a whole", async () => {
    await mountDeal({}, "required='stage_id == 2'");
    await contains(".o_field_widget[name=name] input").edit("Better name");
    await click(2);
    expect(UNSAVED).toHaveCount(1);
    await contains(".o_form_button_cancel").click();
    expect(CURRENT).toHaveText("Found");
    expect(queryOne(".o_field_widget[name=name] input").value).toBe("Deal");
    expect(UNSAVED).toHaveCount(0);
});
