import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {
    CrmLead,
    definePlaybookModels,
    makeDeal,
    makeGateField,
    makeGateLine,
    refuseMove,
} from "@crm_playbook/../tests/playbook_test_helpers";

class CrmTag extends models.Model {
    _name = "crm.tag";

    name = fields.Char();
    _records = [{ id: 5, name: "Large" }];
}

definePlaybookModels();
defineModels([CrmTag]);

beforeEach(() => {
    CrmLead._records = [1, 2, 3].map((id) => ({ id, name: `Deal ${id}` }));
    mockService("action", {
        doAction: ({ tag }) => expect.step(tag),
        currentController: { view: { type: "kanban" } },
    });
    onRpc("crm.lead", "action_fill_in", ({ args }) => {
        expect.step(["action_fill_in", ...args]);
        return true;
    });
});

/** Let these be the fields that may be filled in, and this what stops the deals afterwards. */
function allow(filled, ...contexts) {
    onRpc("crm.lead", "get_gate_fields", ({ args: [names] }) =>
        filled.filter((field) => names.includes(field.name))
    );
    onRpc("crm.lead", "action_move_if_ready", ({ args }) => {
        expect.step(["action_move_if_ready", ...args]);
        return contexts.shift() || false;
    });
}

const lacks = (names, values) =>
    makeDeal({ lines: [makeGateLine({ fields: names, missing: names })], ...values });
const inputOf = (name) => `.o_gate_inputs .o_field_widget[name=${name}] input`;
const fillIn = () => contains(".o_gate_fill_in").click();

test("what is missing is filled in where it was refused, and the deal moves", async () => {
    allow([makeGateField("budget", "integer")]);
    await refuseMove({ deals: [lacks(["budget"])] });
    expect(".o_gate_inputs label").toHaveText("Budget");
    expect(inputOf("budget")).toBeFocused();
    expect(".o_gate_fill_in").toHaveText("Fill In and Move");
    await contains(inputOf("budget")).edit("500", { confirm: false });
    await fillIn();
    expect.verifySteps([
        ["action_fill_in", [1], { budget: 500 }],
        ["action_move_if_ready", [1], 2],
        "soft_reload",
    ]);
    expect(".o_gate_dialog").toHaveCount(0);
});

test("what is missing still is asked for next", async () => {
    const allowed = [makeGateField("budget", "integer"), makeGateField("phone")];
    allow(allowed, { deals: [lacks(["phone"])], deal_count: 1 });
    await refuseMove({ deals: [lacks(["budget", "phone"])] });
    await contains(inputOf("budget")).edit("500");
    await fillIn();
    expect(queryAllTexts(".o_gate_inputs label")).toEqual(["Phone"]);
    await contains(inputOf("phone")).edit("+32 2 290 34 90");
    await fillIn();
    expect.verifySteps([
        ["action_fill_in", [1], { budget: 500 }],
        ["action_move_if_ready", [1], 2],
        ["action_fill_in", [1], { phone: "+32 2 290 34 90" }],
        ["action_move_if_ready", [1], 2],
        "soft_reload",
    ]);
});

test("each of many deals is given what it lacks, also those that are not shown", async () => {
    allow([makeGateField("budget", "integer"), makeGateField("phone")]);
    const line = { criterion_id: 1, kind: "fields", state: "missing", fields: ["phone"] };
    await refuseMove({
        deals: [lacks(["budget", "phone"]), lacks(["phone"], { lead_id: 2 })],
        further: [{ lead_id: 3, stage_id: 2, lines: [line] }],
        passing: { lead_ids: [7], stage_id: 2 },
    });
    expect(queryAllTexts(".o_gate_inputs label")).toEqual([
        "Budget for 1 of 3 deals",
        "Phone for 3 of 3 deals",
    ]);
    await contains(inputOf("budget")).edit("500");
    await contains(inputOf("phone")).edit("1");
    await fillIn();
    expect.verifySteps([
        ["action_fill_in", [1], { budget: 500, phone: "1" }],
        ["action_fill_in", [2, 3], { phone: "1" }],
        ["action_move_if_ready", [1, 2, 3, 7], 2],
        "soft_reload",
    ]);
});

test("records are chosen by what the deal is, and given by their ids", async () => {
    CrmLead._fields.tag_ids = fields.Many2many({ relation: "crm.tag" });
    CrmLead._fields.next_id = fields.Many2one({
        relation: "crm.stage",
        domain: "[('id', '!=', stage_id)]",
    });
    CrmLead._records[0].stage_id = 1;
    allow([
        makeGateField("tag_ids", "many2many"),
        makeGateField("next_id", "many2one", { needs: ["stage_id"] }),
    ]);
    await refuseMove({ deals: [lacks(["tag_ids", "next_id"])] });
    await contains(inputOf("tag_ids")).click();
    await contains(".o-autocomplete--dropdown-item:contains(Large)").click();
    await contains(inputOf("next_id")).click();
    expect(queryAllTexts(".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)")).toEqual([
        "Understood",
        "Offered",
    ]);
    await contains(".o-autocomplete--dropdown-item:contains(Offered)").click();
    await fillIn();
    expect.verifySteps([
        ["action_fill_in", [1], { tag_ids: [5], next_id: 3 }],
        ["action_move_if_ready", [1], 2],
        "soft_reload",
    ]);
});

test("where nothing was filled in nothing is done", async () => {
    allow([makeGateField("budget", "integer")]);
    await refuseMove({ deals: [lacks(["budget"])] });
    await fillIn();
    expect(".o_notification").toHaveText("Fill in what is missing first.");
    expect(".o_gate_dialog").toHaveCount(1);
    expect.verifySteps([]);
});

test("a field that may not be written here is only named", async () => {
    allow([]);
    await refuseMove({ deals: [lacks(["budget"])] });
    expect(".o_gate_inputs").toHaveCount(0);
    expect(".o_gate_fill_in").toHaveCount(0);
    expect(".o_gate_missing").toHaveText("budget");
});

test("who may not write deals is told why they stay where they are", async () => {
    onRpc("crm.lead", "get_gate_fields", () => {
        throw makeServerError({ type: "AccessError" });
    });
    await refuseMove({ deals: [lacks(["budget"])] });
    expect(".o_gate_name").toHaveText("Budget is known");
    expect(".o_gate_inputs").toHaveCount(0);
});

test("filling in does not promise to move where something else stops the deal", async () => {
    allow([makeGateField("budget", "integer")]);
    await refuseMove({ deals: [lacks(["budget", "phone"])] });
    expect(".o_gate_fill_in").toHaveText("Fill In");
});
