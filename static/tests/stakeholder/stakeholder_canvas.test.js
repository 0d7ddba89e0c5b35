import { expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    defineParams,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import {
    CrmStakeholder,
    FORM,
    makeMap,
    makePerson,
    serveMap,
} from "@crm_playbook/../tests/stakeholder/stakeholder_test_helpers";

definePlaybookModels();
defineModels([CrmStakeholder]);

async function mountMap(people) {
    serveMap(makeMap(people), (written, id) => expect.step(["write", id, written]));
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
    await animationFrame();
}

const node = (id) => `.o_stakeholder_node[data-id='${id}']`;

async function expectPlace(id, attitude, influence) {
    await animationFrame();
    expect(node(id)).toHaveAttribute("data-attitude", attitude);
    expect(node(id)).toHaveAttribute("data-influence", String(influence));
}

/** Time after which strokes of arrow keys are written. */
const pause = () => advanceTime(1000);

test("dragging a person judges them anew", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_champion rect");
    await expectPlace(1, "champion", 3);
    expect.verifySteps([["write", 1, { attitude: "champion" }]]);
    expect(".o_stakeholder_map [role=status]").toHaveText("Ada Boss: Champion, influence 3");
});

test("while a person is dragged, the cell below is marked", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    const { drop, moveTo } = await contains(node(1)).drag();
    await moveTo(".o_stakeholder_lane_opponent rect");
    await animationFrame();
    expect(".o_stakeholder_drop").toHaveCount(1);
    await drop();
    await animationFrame();
    expect(".o_stakeholder_drop").toHaveCount(0);
    expect.verifySteps([["write", 1, { attitude: "opponent" }]]);
});

test("Escape takes a drag back", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    const { moveTo } = await contains(node(1)).drag();
    await moveTo(".o_stakeholder_lane_opponent rect");
    await press("Escape");
    await expectPlace(1, "neutral", 3);
    expect(".o_stakeholder_drop").toHaveCount(0);
    expect.verifySteps([]);
});

test("a drop on the same cell is no judgement", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_neutral rect");
    await expectPlace(1, "neutral", 3);
    expect.verifySteps([]);
    expect(".o_stakeholder_undo").toHaveAttribute("disabled");
});

test("who left cannot be judged", async () => {
    await mountMap([makePerson({ state: "left" })]);
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_champion rect");
    await contains(node(1)).press("ArrowRight");
    await pause();
    expect.verifySteps([]);
});

test("a judgement is undone, the last one first", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_champion rect");
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_opponent rect");
    expect.verifySteps([
        ["write", 1, { attitude: "champion" }],
        ["write", 1, { attitude: "opponent" }],
    ]);
    await contains(".o_stakeholder_undo").click();
    await expectPlace(1, "champion", 3);
    await contains(".o_stakeholder_undo").click();
    await expectPlace(1, "neutral", 3);
    expect.verifySteps([
        ["write", 1, { attitude: "champion" }],
        ["write", 1, { attitude: "neutral" }],
    ]);
    expect(".o_stakeholder_undo").toHaveAttribute("disabled");
});

test("arrow keys in a row are one judgement, written when they rest", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    await contains(node(1)).press("ArrowRight");
    await press("ArrowRight");
    await press("ArrowUp");
    await expectPlace(1, "champion", 4);
    expect(node(1)).toBeFocused();
    expect.verifySteps([]);
    await pause();
    expect.verifySteps([["write", 1, { attitude: "champion", influence: 4 }]]);
    await animationFrame();
    expect(node(1)).toBeFocused();
    expect(".o_stakeholder_map [role=status]").toHaveText("Ada Boss: Champion, influence 4");
});

test("where a language is written from right to left, the left arrow leads to champions", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    await mountMap([makePerson({ influence: 3 })]);
    await contains(node(1)).press("ArrowLeft");
    await expectPlace(1, "supporter", 3);
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_champion rect");
    await expectPlace(1, "champion", 3);
    expect.verifySteps([
        ["write", 1, { attitude: "supporter" }],
        ["write", 1, { attitude: "champion" }],
    ]);
});

test("strokes are written at once when the focus goes on", async () => {
    await mountMap([makePerson({ influence: 3 }), makePerson({ id: 2, name: "Bo User" })]);
    await contains(node(1)).press("ArrowDown");
    await contains(node(2)).focus();
    await animationFrame();
    expect.verifySteps([["write", 1, { influence: 2 }]]);
});

test("the border of the map stops arrow keys", async () => {
    await mountMap([makePerson({ influence: 5, attitude: "champion" })]);
    await contains(node(1)).press("ArrowUp");
    await press("ArrowRight");
    await pause();
    await expectPlace(1, "champion", 5);
    expect.verifySteps([]);
});

test("Control and Z undo on the map", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    await contains(node(1)).press("ArrowUp");
    await pause();
    await press(["ctrl", "z"]);
    await expectPlace(1, "neutral", 3);
    expect.verifySteps([
        ["write", 1, { influence: 4 }],
        ["write", 1, { influence: 3 }],
    ]);
});

test("undoing gives back the mark of an old judgement", async () => {
    onRpc("crm.stakeholder", "action_restore_old_judgement", ({ args: [ids], kwargs }) => {
        expect.step(["restore", ids, kwargs.attitude, kwargs.influence]);
        return true;
    });
    await mountMap([makePerson({ influence: 3, is_attitude_old: true })]);
    await contains(node(1)).press("ArrowUp");
    await pause();
    await contains(".o_stakeholder_undo").click();
    await animationFrame();
    expect.verifySteps([
        ["write", 1, { influence: 4 }],
        ["restore", [1], "neutral", 3],
    ]);
});

test("Enter opens a person, after what was judged is written", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    await contains(node(1)).press("ArrowUp");
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(".modal .o_form_view").toHaveCount(1);
    expect.verifySteps([["write", 1, { influence: 4 }]]);
});

test("an edit of the deal that is not saved yet stays", async () => {
    await mountMap([makePerson({ influence: 3 })]);
    await contains(".o_field_widget[name=name] input").edit("Renamed", { confirm: false });
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_champion rect");
    await animationFrame();
    expect(".o_field_widget[name=name] input").toHaveValue("Renamed");
    expect.verifySteps([["write", 1, { attitude: "champion" }]]);
});
