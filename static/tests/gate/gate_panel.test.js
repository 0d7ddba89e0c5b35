import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    makeServerError,
    mockService,
    MockServer,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {
    CrmLead,
    definePlaybookModels,
    makeGateLine,
    makeOtherLine,
    makePanel,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const FORM = /* xml */ `
    <form>
        <sheet>
            <field name="name"/>
            <widget name="gate_panel"/>
            <notebook>
                <page name="notes" string="Notes"/>
                <page name="money" string="Money"><field name="budget"/></page>
            </notebook>
        </sheet>
    </form>`;

async function mountPanel(lines, values) {
    CrmLead._records = [{ id: 1, name: "Deal", panel: makePanel(lines, values) }];
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
}

/** Follow calls of these methods, which are the server's. */
function follow(...methods) {
    for (const method of methods) {
        onRpc("crm.lead", method, ({ args }) => {
            expect.step([method, ...args]);
            return true;
        });
    }
}

const act = (name) => contains(`.o_gate_panel [data-action=${name}]`).click();

test("lines stand below their gate, each with its state", async () => {
    const states = ["met", "missing", "waiting", "refused", "waived"];
    const lines = states.map((state, index) => makeGateLine({ criterion_id: index, state }));
    lines.push(makeGateLine({ criterion_id: 9, gate: "entry", stage: "Understood" }));
    await mountPanel(lines);
    expect(queryAllTexts(".o_gate_panel h6 span:first-child")).toEqual([
        "To leave Found",
        "To enter Understood",
    ]);
    expect(queryAllTexts(".o_gate_count")).toEqual(["2 of 5", "0 of 1"]);
    expect(queryAllTexts(".o_gate_group:first .o_gate_state")).toEqual([
        "Met",
        "Missing",
        "Waiting for approval",
        "Refused",
        "Waived",
    ]);
});

test("what was met once and is no longer stands apart", async () => {
    await mountPanel([], { regressed: [makeGateLine()] });
    expect(".o_gate_panel h6").toHaveText("Passed, but not met");
    expect(".o_gate_panel .fa-exclamation-triangle").toHaveCount(1);
});

test("a deal of which nothing is asked has no panel", async () => {
    await mountPanel([]);
    expect(".o_gate_panel").toHaveCount(0);
});

test("a field that is missing is one click away, on another page too", async () => {
    await mountPanel([makeGateLine()]);
    await contains(".o_gate_fill").click();
    await animationFrame();
    await animationFrame();
    expect(".o_field_widget[name=budget] input").toBeFocused();
});

test("a field that is not on the form is only named", async () => {
    await mountPanel([makeGateLine({ missing: ["Tax number"], fields: ["vat"] })]);
    expect(".o_gate_missing").toHaveText("Tax number");
    expect(".o_gate_missing button").toHaveCount(0);
});

test("the panel follows an edit before it is saved", async () => {
    onRpc("crm.lead", "get_gate_panel", ({ kwargs }) => {
        const state = kwargs.values?.name === "Changed" ? "met" : "missing";
        return makePanel([makeGateLine({ state })]);
    });
    await mountPanel([]);
    expect(".o_gate_state").toHaveText("Missing");
    await contains(".o_field_widget[name=name] input").edit("Changed");
    await animationFrame();
    expect(".o_gate_state").toHaveText("Met");
});

test("a panel that is refused says why, and the form is there all the same", async () => {
    onRpc("crm.lead", "get_gate_panel", () => {
        throw makeServerError({ message: "“Use Case”: you may not read what was chosen there" });
    });
    await mountPanel([]);
    expect(".o_gate_panel_error").toHaveText(/you may not read what was chosen there/);
    expect(".o_field_widget[name=name] input").toHaveValue("Deal");
});

test("an action saves first and shows what became of it", async () => {
    await mountPanel([makeOtherLine("confirmation")]);
    onRpc("crm.lead", "web_save", () => {
        expect.step("save");
    });
    onRpc("crm.lead", "action_confirm_criterion", ({ args }) => {
        expect.step(args);
        const line = makeOtherLine("confirmation", { state: "met" });
        MockServer.env["crm.lead"].write(args[0], { panel: makePanel([line]) });
        return true;
    });
    onRpc("crm.lead", "web_read", () => {
        expect.step("read");
    });
    await contains(".o_field_widget[name=name] input").edit("Changed");
    onRpc("crm.lead", "get_gate_panel", () => {
        expect.step("ask");
    });
    await act("confirm");
    expect.verifySteps(["save", [[1], 2, false, []], "read", "ask"]);
    expect(".o_gate_state").toHaveText("Met");
});

test("a confirmation asks for the note it needs", async () => {
    follow("action_confirm_criterion");
    await mountPanel([makeOtherLine("confirmation", { evidence: "note" })]);
    await act("confirm");
    await contains(".o_gate_reason_dialog .o_gate_confirm").click();
    expect(".o_gate_warning").toHaveText("Add a note.");
    expect(".o_gate_reason_dialog textarea").toBeFocused();
    await contains(".o_gate_reason_dialog textarea").edit(" She signed ");
    await contains(".o_gate_reason_dialog .o_gate_confirm").click();
    expect.verifySteps([["action_confirm_criterion", [1], 2, "She signed", []]]);
    expect(".o_gate_reason_dialog").toHaveCount(0);
});

test("a confirmation asks for the document it needs", async () => {
    follow("action_confirm_criterion");
    await mountPanel([makeOtherLine("confirmation", { evidence: "attachment" })]);
    await act("confirm");
    expect(".o_gate_reason_dialog .o_file_input").toHaveCount(1);
    await contains(".o_gate_reason_dialog .o_gate_confirm").click();
    expect(".o_gate_warning").toHaveText("Attach a document.");
    expect.verifySteps([]);
});

test("a confirmation can be withdrawn", async () => {
    follow("action_withdraw_confirmation");
    await mountPanel([makeOtherLine("confirmation", { state: "met" })]);
    await act("withdraw");
    expect.verifySteps([["action_withdraw_confirmation", [1], 2]]);
});

test("an activity is planned in one click, of the type that is asked for", async () => {
    mockService("action", {
        doAction: ({ res_model: model, context }, { onClose }) => {
            expect.step([model, context.active_ids, context.default_activity_type_id]);
            onClose();
        },
    });
    await mountPanel([makeOtherLine("activity", { activity_type_id: 4 })]);
    await act("plan");
    expect.verifySteps([["mail.activity.schedule", [1], 4]]);
});

test("an approval is asked for in one click", async () => {
    follow("action_request_approval");
    await mountPanel([makeOtherLine("approval")]);
    await act("ask");
    expect.verifySteps([["action_request_approval", [1], [2]]]);
});

test("only an approver is offered to approve and to refuse", async () => {
    follow("action_decide_approval");
    await mountPanel([
        makeOtherLine("approval", { state: "waiting" }),
        makeOtherLine("approval", { criterion_id: 3, state: "waiting", can_decide: true }),
    ]);
    expect("[data-criterion='2'] [data-action=approve]").toHaveCount(0);
    expect("[data-criterion='2'] [data-action=refuse]").toHaveCount(0);
    await act("approve");
    await act("refuse");
    await contains(".o_gate_reason_dialog textarea").edit("Too cheap");
    await contains(".o_gate_reason_dialog .o_gate_confirm").click();
    expect.verifySteps([
        ["action_decide_approval", [1], 3, true, false],
        ["action_decide_approval", [1], 3, false, "Too cheap"],
    ]);
});

test("those who may waive what blocks, with a reason", async () => {
    follow("action_waive_criteria");
    const lines = [
        makeGateLine(),
        makeGateLine({ criterion_id: 5, enforcement: "advise" }),
        makeGateLine({ criterion_id: 6, state: "met" }),
    ];
    await mountPanel(lines, { can_waive: true });
    expect("[data-action=waive]").toHaveCount(1);
    await act("waive");
    await contains(".o_gate_reason_dialog textarea").edit("On holiday");
    await contains(".o_gate_reason_dialog .o_gate_confirm").click();
    expect.verifySteps([["action_waive_criteria", [1], [1], "On holiday", false]]);
});

test("others are not offered to waive", async () => {
    await mountPanel([makeGateLine()]);
    expect("[data-action=waive]").toHaveCount(0);
});

test("debts of the deal stand below, with who waived them and why", async () => {
    const debt = { id: 3, name: "Phone is known", reason: "They call back", user: "Mara" };
    const debts = [
        { ...debt, date_expiry: "", is_expired: false },
        { ...debt, id: 4, date_expiry: "11/01/2026", is_expired: true },
    ];
    await mountPanel([], { debts });
    expect(".o_gate_debts li").toHaveCount(2);
    expect(".o_gate_debts li:first").toHaveText(/Phone is known.*Mara: They call back/s);
    expect(".o_gate_debts .text-danger").toHaveText(/expired on 11\/01\/2026/);
});

const REQUEST = {
    id: 5,
    criterion_id: 1,
    name: "Phone is known",
    reason: "Friday",
    user: "Sam",
    is_own: false,
    date_expiry: "",
    is_expired: false,
};

test("who may not waive asks for it with a reason, once", async () => {
    follow("action_request_waiver");
    await mountPanel([makeGateLine()], { can_waive: false });
    await act("request_waiver");
    await contains(".o_gate_reason_dialog textarea").edit("Friday");
    await contains(".o_gate_confirm").click();
    expect.verifySteps([["action_request_waiver", [1], [1], "Friday"]]);
});

test("what is asked for is not offered again", async () => {
    await mountPanel([makeGateLine()], { can_waive: false, requests: [REQUEST] });
    expect("[data-action=request_waiver]").toHaveCount(0);
    expect(".o_gate_waiver").toHaveText(/Phone is known\s*Waiver asked for\s*Sam: Friday/);
    expect(".o_gate_waiver button").toHaveCount(0);
});

test("who may waive answers in the panel", async () => {
    onRpc("crm.stage.waiver", "action_refuse", ({ args }) => {
        expect.step(["action_refuse", ...args]);
        return true;
    });
    await mountPanel([makeGateLine()], { can_waive: true, requests: [REQUEST] });
    expect(queryAllTexts(".o_gate_waiver button")).toEqual(["Waive", "Refuse"]);
    await contains(".o_gate_waiver [data-action=refuse]").click();
    await contains(".o_gate_reason_dialog textarea").edit("Call first");
    await contains(".o_gate_confirm").click();
    expect.verifySteps([["action_refuse", [5], "Call first"]]);
});

test("a debt is extended to a day that has to be chosen", async () => {
    onRpc("crm.stage.waiver", "action_extend", ({ args }) => {
        expect.step(["action_extend", ...args]);
        return true;
    });
    await mountPanel([], { can_waive: true, debts: [REQUEST] });
    expect(queryAllTexts(".o_gate_waiver button")).toEqual(["Extend", "Withdraw"]);
    await contains(".o_gate_waiver [data-action=extend]").click();
    await contains(".o_gate_confirm").click();
    expect(".o_gate_warning").toHaveText("Choose a day.");
    await contains(".o_gate_date").edit("12/31/2030");
    await contains(".o_gate_confirm").click();
    expect.verifySteps([["action_extend", [5], "2030-12-31"]]);
});
