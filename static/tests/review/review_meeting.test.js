import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineParams,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { WebClient } from "@web/webclient/webclient";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import {
    makeLine,
    makeMeeting,
    serveMeeting,
} from "@crm_playbook/../tests/review/review_test_helpers";

definePlaybookModels();

const ACTION = {
    type: "ir.actions.client",
    tag: "crm_playbook.review_meeting",
    name: "Review Meeting",
    params: { resId: 5 },
};

async function mountMeeting(lines, { onDecide, ...values } = {}) {
    serveMeeting(makeMeeting(lines, values), onDecide);
    await mountWithCleanup(WebClient);
    await getService("action").doAction(ACTION);
}

function makeLines() {
    return [
        makeLine({ state: "decided", decision: "keep", name: "Line 1" }),
        makeLine({ id: 2, name: "Line 2" }),
        makeLine({ id: 3, name: "Line 3", lead_id: 13 }),
    ];
}

async function hit(key) {
    await press(key);
    await animationFrame();
}

const isShown = (name) => expect(".o_review_name").toHaveText(name);

test("the meeting begins at the first deal without a decision", async () => {
    await mountMeeting(makeLines());
    isShown("Line 2");
    expect(".o_review_progress").toHaveText("1 of 3 decided · 2 without a decision");
    expect(".o_review_meeting [role=progressbar]").toHaveAttribute("aria-valuenow", "1");
});

test("a deal says why it is there, and the weights add up", async () => {
    await mountMeeting([makeLine()]);
    expect(queryAllTexts(".o_review_weight")).toEqual(["+3", "+2"]);
    expect(".o_review_signals li:first").toHaveText(/No next action\s+Nothing is planned\./);
    expect(".o_review_risk").toHaveText("Risk 5 × 1,000 € = 5,000 €");
    expect(".o_deal_fact[data-code=next_action] dd").toHaveText("Nothing is planned.");
});

test("arrow keys go from deal to deal and stop at the ends", async () => {
    await mountMeeting(makeLines());
    await hit("ArrowRight");
    isShown("Line 3");
    await hit("ArrowRight");
    isShown("Line 3");
    await hit("ArrowLeft");
    await hit("ArrowLeft");
    isShown("Line 1");
    expect(".o_review_previous").not.toBeEnabled();
});

test("from right to left the arrows are turned round", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    await mountMeeting(makeLines());
    await hit("ArrowLeft");
    isShown("Line 3");
    await hit("ArrowRight");
    isShown("Line 2");
});

test("arrow keys in a note move the cursor, not the meeting", async () => {
    await mountMeeting(makeLines());
    await contains(".o_review_note").click();
    await hit("ArrowRight");
    isShown("Line 2");
});

test("what was written stays when somebody looks at another deal", async () => {
    await mountMeeting(makeLines());
    await contains(".o_review_note").edit("Half a thought", { confirm: false });
    await contains(".o_review_next").click();
    expect(".o_review_note").toHaveValue("");
    await contains(".o_review_previous").click();
    expect(".o_review_note").toHaveValue("Half a thought");
});

test("a decision by keys is sent, counted, and the next open deal comes", async () => {
    await mountMeeting(makeLines(), {
        onDecide: (kwargs, id) => {
            expect.step([id, kwargs.decision, kwargs.revision]);
        },
    });
    await hit("1");
    expect("[data-decision=keep]").toHaveAttribute("aria-checked", "true");
    await press(["Control", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[2, "keep", 0]]);
    isShown("Line 3");
    expect(".o_review_progress").toHaveText("2 of 3 decided · 1 without a decision");
});

test("a forecast sends only what changed", async () => {
    await mountMeeting([makeLine()], {
        onDecide: ({ date_deadline, expected_revenue }) => {
            expect.step([date_deadline, expected_revenue]);
        },
    });
    await contains("[data-decision=forecast]").click();
    expect(queryOne(".o_review_date").value).toBe("2026-03-01");
    await contains(".o_review_decide").click();
    await contains(".o_review_amount").edit("800");
    await contains(".o_review_decide").click();
    expect.verifySteps([
        ["2026-03-01", undefined],
        ["2026-03-01", 800],
    ]);
});

test("the enter key in a field decides nothing", async () => {
    await mountMeeting([makeLine()], { onDecide: () => expect.step("decided") });
    await contains("[data-decision=keep]").click();
    await contains(".o_review_step").edit("Call", { confirm: "enter" });
    expect.verifySteps([]);
});

test("a next step has a text, an owner and a date", async () => {
    await mountMeeting([makeLine()], { onDecide: ({ step }) => expect.step(step) });
    await contains("[data-decision=help]").click();
    await contains(".o_review_step").edit("Call the buyer");
    await contains(".o_review_owner").select("8");
    queryOne(".o_review_step_date").value = "2026-03-09";
    queryOne(".o_review_step_date").dispatchEvent(new Event("input", { bubbles: true }));
    await contains(".o_review_decide").click();
    expect.verifySteps([{ summary: "Call the buyer", user_id: 8, date: "2026-03-09" }]);
});

test("a lost deal gets its reason", async () => {
    await mountMeeting([makeLine()], {
        onDecide: ({ lost_reason_id }) => expect.step(lost_reason_id),
    });
    expect(".o_review_reason").toHaveCount(0);
    await contains("[data-decision=lost]").click();
    await contains(".o_review_reason").select("3");
    await contains(".o_review_decide").click();
    expect.verifySteps([3]);
});

test("a refusal is a sentence on the deal, and what was written stays", async () => {
    await mountMeeting(makeLines(), {
        onDecide: () => ({ state: "open", refusal: "Say why the deal is lost." }),
    });
    await contains("[data-decision=lost]").click();
    await contains(".o_review_note").edit("They stopped");
    await contains(".o_review_decide").click();
    isShown("Line 2");
    expect(".o_review_refusal").toHaveText("Not done: Say why the deal is lost.");
    expect(".o_review_note").toHaveValue("They stopped");
    expect(".o_review_progress").toHaveText("1 of 3 decided · 2 without a decision");
});

test("nothing is decided in a review that is over", async () => {
    await mountMeeting([makeLine()], { state: "done" });
    expect(".o_review_decision fieldset").not.toBeEnabled();
    expect(".o_review_finish").toHaveCount(0);
    await hit("1");
    expect("[data-decision=keep]").toHaveAttribute("aria-checked", "false");
});

test("finishing asks first and says how many deals come back", async () => {
    onRpc("crm.deal.review", "action_finish", ({ args }) => {
        expect.step(args);
        return true;
    });
    await mountMeeting(makeLines());
    await contains(".o_review_finish").click();
    expect(".modal-body").toHaveText("Deals without a decision come back next time: 2.");
    await contains(".modal-footer .btn-primary").click();
    expect.verifySteps([[[5]]]);
});

test("a review that is over does not count deals without a decision as done", async () => {
    const carried = [2, 3, 4, 5].map((id) => makeLine({ id, state: "carried" }));
    const lines = [...makeLines().slice(0, 1), ...carried, makeLine({ id: 6, state: "closed" })];
    await mountMeeting(lines, { state: "done" });
    expect(".o_review_progress").toHaveText(
        "1 of 5 decided · 4 without a decision · 1 no longer open"
    );
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "1");
    expect("[role=progressbar]").toHaveAttribute("aria-valuemax", "5");
});

test("an amount that recurs in part says what it is made of", async () => {
    await mountMeeting([makeLine({ amount_parts: "1 € once and 50,000 € a month for 12 months" })]);
    expect(".o_review_amount_parts").toHaveText("1 € once and 50,000 € a month for 12 months");
});

test("only who leads may finish", async () => {
    await mountMeeting(makeLines(), { can_lead: false });
    expect(".o_review_finish").toHaveCount(0);
});

test("a deleted deal is said to be gone", async () => {
    await mountMeeting([makeLine({ lead_id: false })]);
    expect(".o_review_line").toHaveText(/This deal was deleted\./);
    expect(".o_review_open").toHaveCount(0);
    expect(".o_review_decision fieldset").not.toBeEnabled();
});

test("a review without deals that the reader may see", async () => {
    await mountMeeting([]);
    expect(".o_review_empty").toHaveText("There is no deal to talk about that you can see.");
    await hit("ArrowRight");
    expect(".o_review_progress").toHaveText("0 of 0 decided");
});
