import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    getService,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import {
    definePlaybookModels,
    makeDeal,
    makeGateLine,
    makeOtherLine,
    refuseMove,
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
        "action_confirm_criterion",
        "action_decide_approval",
    ]) {
        onRpc("crm.lead", method, ({ args }) => {
            expect.step([method, ...args]);
            return true;
        });
    }
});

const confirm = () => contains(".o_gate_dialog .o_gate_confirm").click();

test("the dialog says per deal what is missing", async () => {
    const lines = [
        makeGateLine({ hint: "Ask who signs" }),
        makeOtherLine("activity", { gate: "entry", stage: "Understood" }),
    ];
    const deals = [makeDeal({ lines }), makeDeal({ lead_id: 2, name: "Other deal" })];
    await refuseMove({ deals, deal_count: 7 });
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
    await refuseMove({ deals: [makeDeal()] });
    expect(queryAllTexts(".modal-footer .btn")).toEqual(["Ask for a Waiver", "Close"]);
    await contains(".o_gate_open").click();
    expect.verifySteps(["open 1"]);
    expect(".o_gate_dialog").toHaveCount(0);
});

test("waive and move asks for a reason first", async () => {
    await refuseMove({ deals: [makeDeal()], can_waive: true });
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
    await refuseMove({ deals, can_waive: true });
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
    await refuseMove({ deals: [makeDeal()], further, passing, deal_count: 2, can_waive: true });
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
    await refuseMove({ deals: [makeDeal()], can_waive: true });
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
    await refuseMove({ deals: [makeDeal({ lines })] });
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
    await refuseMove({ deals });
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
    await refuseMove({ deals: [makeDeal({ lead_id: false })], can_waive: true });
    expect(queryAllTexts(".modal-footer .btn")).toEqual(["Close"]);
    expect(".o_gate_open").toHaveCount(0);
});

test("a way back that needs a reason asks for it", async () => {
    await refuseMove({ deals: [makeDeal({ back: true, lines: [] })] }, "Only with a reason");
    expect(".o_gate_sentence").toHaveText("Only with a reason");
    await contains(".o_gate_dialog textarea").edit("The buyer left");
    await confirm();
    expect.verifySteps([["action_move_with_reason", [1], 2, "The buyer left"], "soft_reload"]);
});

test("a refusal without deals is a sentence", async () => {
    await refuseMove({}, "Say why the deal is lost.");
    expect(".o_gate_sentence").toHaveText("Say why the deal is lost.");
    expect(queryAllTexts(".modal-footer .btn")).toEqual(["Close"]);
});

/** Let the server say what stops the deals still, after each act. */
function stopStill(...contexts) {
    onRpc("crm.lead", "action_move_if_ready", ({ args }) => {
        expect.step(["action_move_if_ready", ...args]);
        return contexts.shift() || false;
    });
}

const act = (name, deal = "") => contains(`${deal} [data-action=${name}]`).click();

test("what is confirmed here lets the deal move at once", async () => {
    await refuseMove({ deals: [makeDeal({ lines: [makeOtherLine("confirmation")] })] });
    stopStill();
    await act("confirm");
    expect.verifySteps([
        ["action_confirm_criterion", [1], 2, false, []],
        ["action_move_if_ready", [1], 2],
        "soft_reload",
    ]);
    expect(".o_gate_dialog").toHaveCount(0);
});

test("the dialog says what stops the deal still, and shows what was done when it is closed", async () => {
    const lines = [
        makeOtherLine("confirmation", { evidence: "note" }),
        makeOtherLine("approval", { criterion_id: 3, can_decide: true }),
    ];
    await refuseMove({ deals: [makeDeal({ lines })] });
    stopStill({ deals: [makeDeal({ lines: lines.slice(1) })], deal_count: 1 });
    await act("confirm");
    await contains(".o_gate_reason_dialog textarea").edit("Said so");
    await contains(".o_gate_reason_dialog .o_gate_confirm").click();
    expect(queryAllTexts(".o_gate_dialog .o_gate_name")).toEqual(["Some approval"]);
    expect.verifySteps([
        ["action_confirm_criterion", [1], 2, "Said so", []],
        ["action_move_if_ready", [1], 2],
    ]);
    await contains(".o_gate_dialog .btn-close").click();
    expect.verifySteps(["soft_reload"]);
});

test("nothing is shown anew where nothing was done", async () => {
    await refuseMove({ deals: [makeDeal()] });
    await contains(".o_gate_dialog .modal-footer .btn:contains(Close)").click();
    expect(".o_gate_dialog").toHaveCount(0);
    expect.verifySteps([]);
});

test("who may approve does it here", async () => {
    const lines = [makeOtherLine("approval", { can_decide: true })];
    await refuseMove({ deals: [makeDeal({ lines })] });
    expect("[data-action=ask]").toHaveCount(0);
    stopStill();
    await act("approve");
    expect.verifySteps([
        ["action_decide_approval", [1], 2, true, false],
        ["action_move_if_ready", [1], 2],
        "soft_reload",
    ]);
});

test("an activity is planned for all deals that lack it, and those of the same edit move along", async () => {
    const deals = [1, 2].map((id) =>
        makeDeal({ lead_id: id, lines: [makeOtherLine("activity", { activity_type_id: 4 })] })
    );
    await refuseMove({ deals, passing: { lead_ids: [7], stage_id: 2 } });
    patchWithCleanup(getService("mail.store"), {
        scheduleActivity: (...args) => expect.step(["scheduleActivity", ...args]),
    });
    stopStill();
    expect(".o_gate_common .o_gate_name").toHaveText("Some activity (2 deals)");
    await act("plan", ".o_gate_common");
    expect.verifySteps([
        ["scheduleActivity", "crm.lead", [1, 2], 4],
        ["action_move_if_ready", [1, 2, 7], 2],
        "soft_reload",
    ]);
});

test("one document is not the evidence of several deals", async () => {
    const lines = [makeOtherLine("confirmation", { evidence: "attachment" })];
    await refuseMove({ deals: [makeDeal({ lines }), makeDeal({ lead_id: 2, lines })] });
    expect(".o_gate_deal [data-action=confirm]").toHaveCount(2);
    expect(".o_gate_common").toHaveCount(0);
});

test("the button that stands out is the way that is meant: a waiver of others is the last", async () => {
    await refuseMove({ deals: [makeDeal({ lines: [makeOtherLine("approval")] })] });
    expect(queryAllTexts(".modal-footer .btn")).toEqual([
        "Ask for a Waiver",
        "Ask for approval",
        "Close",
    ]);
    expect(".modal-footer .btn-primary").toHaveText("Ask for approval");
});
