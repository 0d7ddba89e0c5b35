import { expect, test } from "@odoo/hoot";

import { getLineActions } from "@crm_playbook/gate/gate_acts/line_acts";
import { getWaiveActions, getWaiverActions } from "@crm_playbook/gate/gate_acts/waiver_acts";

import { makeGateLine, makeOtherLine } from "@crm_playbook/../tests/playbook_test_helpers";

/** Return a place that tells what it is to do, and answers what it is asked. */
function makeHost(answer = {}) {
    return {
        call: (...args) => expect.step(["call", ...args]),
        callWaiver: (method, { id }, args) => expect.step([method, id, ...args]),
        plan: (line) => expect.step(["plan", line.criterion_id]),
        ask: (props) => props.onConfirm(answer),
    };
}

const getNames = (actions) => actions.map((action) => action.name);

test("an approver decides, also what nobody was asked for; others ask", () => {
    const getOffered = (values) =>
        getNames(getLineActions(makeOtherLine("approval", values), makeHost()));
    expect(getOffered({ state: "missing" })).toEqual(["ask"]);
    expect(getOffered({ state: "refused" })).toEqual(["ask"]);
    expect(getOffered({ state: "waiting" })).toEqual([]);
    expect(getOffered({ state: "missing", can_decide: true })).toEqual(["approve", "ask"]);
    expect(getOffered({ state: "waiting", can_decide: true })).toEqual(["approve", "refuse"]);
    expect(getOffered({ state: "met" })).toEqual([]);
});

test("a confirmation asks for nothing where nothing is asked for", () => {
    const [confirm] = getLineActions(makeOtherLine("confirmation"), makeHost());
    confirm.run();
    expect.verifySteps([["call", "action_confirm_criterion", [2, false, []]]]);
});

test("a kind of another room is left to it", () => {
    expect(getLineActions(makeGateLine(), makeHost())).toBe(undefined);
});

test("a line is waived by those who may, others ask for it once", () => {
    const line = makeGateLine();
    const host = makeHost({ note: "Friday", date: false });
    getWaiveActions(line, { can_waive: true }, host)[0].run();
    getWaiveActions(line, { can_waive: false }, host)[0].run();
    expect.verifySteps([
        ["call", "action_waive_criteria", [[1], "Friday", false]],
        ["call", "action_request_waiver", [[1], "Friday"]],
    ]);
    expect(getWaiveActions(line, { requests: [{ criterion_id: 1 }] }, host)).toEqual([]);
});

test("a debt is changed by whoever gave it and by the group, a request withdrawn by its asker", () => {
    const getOffered = (waiver, canWaive) =>
        getNames(getWaiverActions(waiver, { can_waive: canWaive }, makeHost()));
    expect(getOffered({ is_own: false }, false)).toEqual([]);
    expect(getOffered({ is_own: true }, false)).toEqual(["extend", "withdraw"]);
    expect(getOffered({ is_own: false }, true)).toEqual(["extend", "withdraw"]);
    expect(getOffered({ is_own: true, isRequest: true }, false)).toEqual(["withdraw"]);
    expect(getOffered({ is_own: false, isRequest: true }, true)).toEqual(["give", "refuse"]);
});

test("a request is given until a day, or refused with a sentence", () => {
    const host = makeHost({ note: "Call first", date: "2030-12-31" });
    const request = { id: 5, isRequest: true };
    const [give, refuse] = getWaiverActions(request, { can_waive: true }, host);
    give.run();
    refuse.run();
    expect.verifySteps([
        ["action_give", 5, "2030-12-31"],
        ["action_refuse", 5, "Call first"],
    ]);
});
