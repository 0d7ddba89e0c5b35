import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { WebClient } from "@web/webclient/webclient";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const MESSAGE = "“Deal” is won. Hand it over?";

async function dragToWon() {
    CrmLead._records = [
        { id: 1, name: "Deal", stage_id: 1 },
        { id: 2, name: "Other deal", stage_id: 2 },
    ];
    onRpc("crm.lead", "get_rainbowman_message", () => false);
    await mountView({
        resModel: "crm.lead",
        type: "kanban",
        groupBy: ["stage_id"],
        arch: /* xml */ `
            <kanban js_class="crm_kanban">
                <templates>
                    <t t-name="card"><field name="name"/></t>
                </templates>
            </kanban>`,
    });
    await contains(".o_kanban_record:contains(Deal):first").dragAndDrop(".o_kanban_group:eq(1)");
}

test("while there is no template a drag asks nothing", async () => {
    onRpc("crm.lead", "get_handover_offer", () => expect.step("asked"));
    await dragToWon();
    expect.verifySteps([]);
    expect(".o_notification").toHaveCount(0);
});

test("a drag to a won stage offers the handover, which the button opens", async () => {
    patchWithCleanup(session, { handover_offer_stages: [2] });
    onRpc("crm.lead", "get_handover_offer", ({ args }) => {
        expect.step(`asked ${args[0]}`);
        return { message: MESSAGE };
    });
    onRpc("crm.lead", "action_hand_over", ({ args }) => {
        expect.step(`opened ${args[0]}`);
        return { type: "ir.actions.act_window_close" };
    });
    await dragToWon();
    expect(".o_handover_offer").toHaveText(new RegExp("Hand it over"));
    await contains(".o_handover_offer button:contains(Hand Over)").click();
    expect.verifySteps(["asked 1", "opened 1"]);
    expect(".o_handover_offer").toHaveCount(0);
});

test("a drag to another stage asks nothing", async () => {
    patchWithCleanup(session, { handover_offer_stages: [3] });
    onRpc("crm.lead", "get_handover_offer", () => expect.step("asked"));
    await dragToWon();
    expect.verifySteps([]);
});

test("a deal that has nothing to offer shows nothing", async () => {
    patchWithCleanup(session, { handover_offer_stages: [2] });
    onRpc("crm.lead", "get_handover_offer", () => false);
    await dragToWon();
    expect(".o_handover_offer").toHaveCount(0);
});

test("the button Won shows the offer of its answer", async () => {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_playbook_handover_offer",
        params: { lead_id: 1, message: MESSAGE },
    });
    await animationFrame();
    expect(".o_handover_offer").toHaveCount(1);
});

test("the rainbow of Odoo is shown beside the offer", async () => {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_playbook_handover_offer",
        params: {
            lead_id: 1,
            message: MESSAGE,
            effect: { type: "rainbow_man", message: "Go, go, go!", fadeout: "no" },
        },
    });
    await animationFrame();
    expect(".o_reward").toHaveText(/Go, go, go!/);
    expect(".o_handover_offer").toHaveCount(1);
});
