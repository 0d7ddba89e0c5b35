import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

import {
    CrmLead,
    definePlaybookModels,
    makeDeal,
    makeGateError,
    makeOtherLine,
    makePanel,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const FORM = /* xml */ `
    <form><widget name="gate_panel"/><field name="name"/></form>`;
const BUTTON = "[data-action=handover]";

function stepActions() {
    mockService("action", {
        doAction: ({ res_model: resModel }) => expect.step(`open ${resModel}`),
        currentController: { view: { type: "kanban" } },
    });
    onRpc("crm.lead", "action_open_handover", ({ args }) => {
        expect.step(["action_open_handover", ...args]);
        return { type: "ir.actions.act_window", res_model: "crm.handover" };
    });
}

async function mountPanel(line) {
    CrmLead._records = [{ id: 1, name: "Deal", panel: makePanel([line]) }];
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
}

async function refuse(deal) {
    expect.errors(1);
    await mountWithCleanup(MainComponentsContainer);
    onRpc("crm.lead", "write", () => {
        throw makeGateError({ deals: [deal] });
    });
    getService("orm").write("crm.lead", [1], { stage_id: 2 });
    await animationFrame();
    await animationFrame();
    expect.verifyErrors(["RPC_ERROR"]);
}

test("a handover that is missing is opened from the panel, once the form is saved", async () => {
    stepActions();
    onRpc("crm.lead", "web_save", ({ args }) => expect.step(args[1].name));
    await mountPanel(makeOtherLine("handover"));
    await contains(".o_field_widget[name=name] input").edit("Line 4", { confirm: false });
    await contains(`.o_gate_panel ${BUTTON}`).click();
    expect.verifySteps(["Line 4", ["action_open_handover", [1]], "open crm.handover"]);
});

test("a deal that is handed over is asked for nothing", async () => {
    await mountPanel(makeOtherLine("handover", { state: "met" }));
    expect(`.o_gate_panel ${BUTTON}`).toHaveCount(0);
});

test("a handover that is missing is opened from the refusal", async () => {
    stepActions();
    await refuse(makeDeal({ lead_id: 7, lines: [makeOtherLine("handover")] }));
    expect(queryAllTexts(".o_gate_dialog .o_gate_actions .btn")).toEqual(["Open the handover"]);
    await contains(`.o_gate_dialog ${BUTTON}`).click();
    expect.verifySteps([["action_open_handover", [7]], "open crm.handover"]);
    expect(".o_gate_dialog").toHaveCount(0);
});

test("a deal that was not created has no handover to open", async () => {
    await refuse(makeDeal({ lead_id: false, lines: [makeOtherLine("handover")] }));
    expect(`.o_gate_dialog ${BUTTON}`).toHaveCount(0);
});
