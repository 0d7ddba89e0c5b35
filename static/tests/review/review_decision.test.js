import { expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";

import {
    makeArguments,
    makeDraft,
    ReviewDecision,
} from "@crm_playbook/review/review_decision/review_decision";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import { makeLine } from "@crm_playbook/../tests/review/review_test_helpers";

import { reactive } from "@odoo/owl";

definePlaybookModels();

const STEP = { summary: "Call", user_id: 8, user: "Mara", date: "2026-03-09", date_text: "" };

async function mountDecision(values, props) {
    const line = makeLine(values);
    const draft = reactive(makeDraft(line, 7));
    await mountWithCleanup(ReviewDecision, {
        props: {
            line,
            draft,
            owners: [{ id: 7, name: "Sam" }],
            lostReasons: [{ id: 3, name: "No money" }],
            isDisabled: false,
            onDecide: () => expect.step("decide"),
            ...props,
        },
    });
    return draft;
}

test("a draft begins with the deal as it is", () => {
    const draft = makeDraft(makeLine({ salesperson_id: false }), 9);
    expect([draft.decision, draft.date, draft.amount]).toEqual(["", "2026-03-01", 1000]);
    expect(draft.stepUserId).toBe(9, { message: "who looks keeps the step where nobody sells" });
});

test("a draft goes on with what was decided", () => {
    const decided = { decision: "forecast", new_date_deadline: "2026-04-01", new_amount: 800 };
    const draft = makeDraft(makeLine({ ...decided, step: STEP }), 9);
    expect([draft.decision, draft.date, draft.amount]).toEqual(["forecast", "2026-04-01", 800]);
    expect([draft.stepSummary, draft.stepUserId, draft.stepDate]).toEqual([
        "Call",
        8,
        "2026-03-09",
    ]);
});

test("only what belongs to a decision is sent with it", () => {
    const line = makeLine({ revision: 4 });
    const draft = { ...makeDraft(line, 7), note: "Fine", amount: "800", reasonId: "3" };
    const send = (decision) => makeArguments({ ...draft, decision }, line);
    expect(send("keep")).toEqual({ decision: "keep", note: "Fine", revision: 4 });
    expect(send("lost").lost_reason_id).toBe(3);
    expect(send("forecast")).toEqual({
        decision: "forecast",
        note: "Fine",
        revision: 4,
        date_deadline: "2026-03-01",
        expected_revenue: 800,
    });
});

test("a step is sent once it has a text or a day", () => {
    const line = makeLine();
    const draft = { ...makeDraft(line, 7), decision: "keep" };
    expect(makeArguments(draft, line).step).toBe(undefined);
    const step = { summary: "", user_id: 7, date: "2026-03-09" };
    expect(makeArguments({ ...draft, stepDate: "2026-03-09" }, line).step).toEqual(step);
});

test("nothing is decided before something is chosen", async () => {
    const draft = await mountDecision();
    expect(".o_review_decide").not.toBeEnabled();
    await contains("[data-decision=help]").click();
    await animationFrame();
    expect(draft.decision).toBe("help");
    await contains(".o_review_decide").click();
    expect.verifySteps(["decide"]);
});

test("each decision asks for what it needs", async () => {
    await mountDecision({ decision: "keep" });
    expect(".o_review_reason, .o_review_date").toHaveCount(0);
    await mountDecision({ decision: "disqualify" });
    expect(".o_review_reason").toHaveCount(1);
    await mountDecision({ decision: "forecast" });
    expect(queryOne(".o_review_date").value).toBe("2026-03-01");
});

test("what is decided says by whom, and what was refused says why", async () => {
    await mountDecision({ state: "decided", decided_by: "Mara", refusal: "Say why." });
    expect(".o_review_decide").toHaveText("Decide again");
    expect(".o_review_by").toHaveText("Decided by Mara");
    expect(".o_review_refusal").toHaveText("Not done: Say why.");
});
