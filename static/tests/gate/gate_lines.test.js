import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";

import { GateLines } from "@crm_playbook/gate/gate_lines/gate_lines";

import {
    definePlaybookModels,
    makeGateLine,
    makeOtherLine,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const mountLines = (lines, props) => mountWithCleanup(GateLines, { props: { lines, ...props } });

test("lines stand below their gate, counted where that is asked for", async () => {
    const entry = { gate: "entry", stage: "Understood" };
    const lines = [
        makeGateLine({ state: "met" }),
        makeGateLine({ criterion_id: 2, ...entry }),
        makeGateLine({ criterion_id: 3, state: "waived" }),
        makeGateLine({ criterion_id: 4 }),
    ];
    await mountLines(lines, { withCount: true });
    expect(queryAllTexts("h6 > span:first-child")).toEqual([
        "To leave Found",
        "To enter Understood",
    ]);
    expect(queryAllTexts(".o_gate_count")).toEqual(["2 of 3", "0 of 1"]);
});

test("without being asked for there is no count", async () => {
    await mountLines([makeGateLine()]);
    expect(".o_gate_count").toHaveCount(0);
});

test("what is missing is said in the words of its kind, once", async () => {
    const hint = "Ask who signs";
    await mountLines([
        makeOtherLine("roles", { missing: ["Payer", hint, "Some roles"], hint }),
        makeOtherLine("condition", { criterion_id: 3, missing: [hint], hint }),
        makeGateLine({ enforcement: "advise" }),
    ]);
    expect(queryAllTexts(".o_gate_state")).toEqual(["Payer", "Missing", "Missing (advice)"]);
    expect(queryAllTexts(".o_gate_hint")).toEqual([hint, hint]);
});

test("what was passed and is not met stands apart", async () => {
    await mountLines([makeGateLine()], { isRegressed: true });
    expect("h6").toHaveText("Passed, but not met");
    expect(".o_gate_line .fa-exclamation-triangle").toHaveCount(1);
});

test("fields that can be filled in are offered, others are named", async () => {
    const line = makeGateLine({ missing: ["Budget", "Tax number"], fields: ["budget", "vat"] });
    await mountLines([line], {
        canFill: (name) => name === "budget",
        onFill: (name) => expect.step(name),
    });
    expect(queryAllTexts(".o_gate_missing li")).toEqual(["Fill in: Budget", "Tax number"]);
    await contains(".o_gate_fill").click();
    expect.verifySteps(["budget"]);
});

test("what can be done about a line stands below it", async () => {
    const run = () => expect.step("run");
    const getActions = ({ kind }) =>
        kind === "approval" ? [{ name: "ask", label: "Ask", isPrimary: true, run }] : [];
    await mountLines([makeGateLine(), makeOtherLine("approval")], { getActions });
    expect(queryAllTexts("[data-action]")).toEqual(["Ask"]);
    await contains("[data-action=ask]").click();
    expect.verifySteps(["run"]);
});

test("while something runs nothing else is begun", async () => {
    const getActions = () => [{ name: "ask", label: "Ask", run: () => {} }];
    await mountLines([makeGateLine()], { getActions, isDisabled: true });
    expect("[data-action=ask]").not.toBeEnabled();
});
