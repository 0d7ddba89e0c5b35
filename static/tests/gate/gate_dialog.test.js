import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

import {
    definePlaybookModels,
    makeDeal,
    makeGateError,
    makeGateLine,
    makeOtherLine,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

beforeEach(() => {
    mockService("action", {
        doAction: ({ tag, res_id: resId }) => expect.step(tag || `open ${resId}`),
        currentController: { view: { type: "kanban" } },
    });
    for (const method of [
        "action_waive_and_move",
        "action_move_with_reason",
        "action_request_approval",
        "action_request_waiver",
    ]) {
        onRpc("crm.lead", method, ({ args }) => {
            expect.step([method, ...args]);
            return true;
        });
    }
});

/** Let an error of the server go unhandled, as a refused move does. */
async function refuse(context, message) {
    expect.errors(1);
    await mountWithCleanup(MainComponentsContainer);
    onRpc("crm.lead", "write", () => {
        throw makeGateError(context, message);
    });
    getService("orm").write("crm.lead", [1], { stage_id: 2 });
    await animationFrame();
    await animationFrame();
    expect.verifyErrors(["RPC_ERROR"]);
}

const confirm = () => contains(".o_gate_dialog .o_gate_confirm").click();

test("the dialog says per deal what is missing", async () => {
    const lines = [
        makeGateLine({ hint: "Ask who signs" }),
        makeOtherLine("activity", { gate: "entry", stage: "Understood" }),
    ];
    const deals = [makeDeal({ lines }), makeDeal({ lead_id: 2, name: "Other deal" })];
    await refuse({ deals, deal_count: 7 });
    expect(".modal-title").toHaveText("Not ready for Understood yet");
    expect(queryAllTexts(".o_gate_deal h5")).toEqual(["Deal", "Other deal"]);
    expect(queryAllTexts(".o_gate_deal:first h6")).toEqual([
        "To leave Found",
        "To enter Understood",
    ]);
    expect(queryAllTexts(".o_gate_deal:first .o_gate_state")).toEqual(["Missing", "Not there"]);
    expect(".o_gate_hint").toHaveText("Ask who signs");
    expect(".o_gate_more").toHaveText("… and 5 more deals.");
});

test("who may not waive can ask for a waiver, close and open the deal", async () => {
    await refuse({ deals: [makeDeal()] });
    expect(queryAllTexts(".modal-footer .btn")).toEqual(["Ask for a Waiver", "Close"]);
    await contains(".o_gate_open").click();
    expect.verifySteps(["open 1"]);
    expect(".o_gate_dialog").toHaveCount(0);
});

test("waive and move asks for a reason first", async () => {
    await refuse({ deals: [makeDeal()], can_waive: true });
    await confirm();
    expect(".o_gate_warning").toHaveText("Say why it is waived.");
    expect(".o_gate_dialog textarea").toBeFocused();
    expect.verifySteps([]);
});

test("waive and move finishes the move and shows it", async () => {
    const deals = [
        makeDeal(),
        makeDeal({ lead_id: 2 }),
        makeDeal({ lead_id: 3, lines: [makeGateLine({ criterion_id: 8 })] }),
    ];
    await refuse({ deals, can_waive: true });
    await contains(".o_gate_dialog textarea").edit("They sign tomorrow");
    await confirm();
    expect.verifySteps([
        ["action_waive_and_move", [1, 2], 2, [1], "They sign tomorrow", false],
        ["action_waive_and_move", [3], 2, [8], "They sign tomorrow", false],
        "soft_reload",
    ]);
    expect(".o_gate_dialog").toHaveCount(0);
});

test("waive and move moves the deals that are not shown, and those that nothing speaks against", async () => {
    const further = [
        { lead_id: 2, stage_id: 2, lines: [{ criterion_id: 1, kind: "fields", state: "missing" }] },
    ];
    const passing = { lead_ids: [7, 8], stage_id: 2 };
    await refuse({ deals: [makeDeal()], further, passing, deal_count: 2, can_waive: true });
    onRpc("crm.lead", "write", ({ args }) => {
        expect.step(["write", ...args]);
        return true;
    });
    await contains(".o_gate_dialog textarea").edit("They sign tomorrow");
    await confirm();
    expect.verifySteps([
        ["action_waive_and_move", [1, 2], 2, [1], "They sign tomorrow", false],
        ["write", [7, 8], { stage_id: 2 }],
        "soft_reload",
    ]);
});

test("a waiver can end on a day", async () => {
    await refuse({ deals: [makeDeal()], can_waive: true });
    await contains(".o_gate_dialog textarea").edit("They sign tomorrow");
    await contains(".o_gate_date").edit("12/31/2030");
    await confirm();
    expect.verifySteps([
        ["action_waive_and_move", [1], 2, [1], "They sign tomorrow", "2030-12-31"],
        "soft_reload",
    ]);
});

test("approval is asked for where nobody did", async () => {
    const lines = [
        makeOtherLine("approval"),
        makeOtherLine("approval", { criterion_id: 3, state: "waiting" }),
        makeOtherLine("approval", { criterion_id: 4, state: "refused" }),
    ];
    await refuse({ deals: [makeDeal({ lines })] });
    await contains(".o_gate_ask").click();
    expect.verifySteps([["action_request_approval", [1], [2, 4]], "soft_reload"]);
    expect(".o_notification").toHaveText("Approval was asked for.");
});

test("a waiver is asked for with a reason, for all deals at once", async () => {
    const deals = [
        makeDeal(),
        makeDeal({ lead_id: 2 }),
        makeDeal({ lead_id: 3, lines: [makeGateLine({ criterion_id: 8 })] }),
    ];
    await refuse({ deals });
    await confirm();
    expect(".o_gate_warning").toHaveText("Say why a waiver is needed.");
    expect.verifySteps([]);
    await contains(".o_gate_dialog textarea").edit("They sign tomorrow");
    await confirm();
    expect.verifySteps([
        ["action_request_waiver", [1, 2], [1], "They sign tomorrow"],
        ["action_request_waiver", [3], [8], "They sign tomorrow"],
        "soft_reload",
    ]);
    expect(".o_notification").toHaveText("A waiver was asked for.");
    expect(".o_gate_dialog").toHaveCount(0);
});

test("a deal that was not created is neither opened nor waived", async () => {
    await refuse({ deals: [makeDeal({ lead_id: false })], can_waive: true });
    expect(queryAllTexts(".modal-footer .btn")).toEqual(["Close"]);
    expect(".o_gate_open").toHaveCount(0);
});

test("a way back that needs a reason asks for it", async () => {
    await refuse({ deals: [makeDeal({ back: true, lines: [] })] }, "Only with a reason");
    expect(".o_gate_sentence").toHaveText("Only with a reason");
    await contains(".o_gate_dialog textarea").edit("The buyer left");
    await confirm();
    expect.verifySteps([["action_move_with_reason", [1], 2, "The buyer left"], "soft_reload"]);
});

test("a refusal without deals is a sentence", async () => {
    await refuse({}, "Say why the deal is lost.");
    expect(".o_gate_sentence").toHaveText("Say why the deal is lost.");
    expect(queryAllTexts(".modal-footer .btn")).toEqual(["Close"]);
});
