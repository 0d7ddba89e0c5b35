import { expect, test } from "@odoo/hoot";
import { animationFrame, press, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { contains, makeServerError, mountView, onRpc } from "@web/../tests/web_test_helpers";

import {
    CrmLead,
    definePlaybookModels,
    makeCard,
    makeLine,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const FORM = /* xml */ `
    <form>
        <sheet>
            <field name="name"/>
            <widget name="icp_score"/>
            <notebook>
                <page name="notes" string="Notes"/>
                <page name="firmographics" string="Firmographics"><field name="budget"/></page>
            </notebook>
        </sheet>
    </form>`;

async function mountLead(values, arch = FORM) {
    CrmLead._records = [{ id: 1, name: "Lead", ...values }];
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch });
}

async function mountCard(values) {
    await mountLead({ card: makeCard(values) });
}

test("a click on the score opens and closes the card", async () => {
    await mountCard();
    expect(".o_icp_badge_button").toHaveAttribute("aria-expanded", "false");
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card").toHaveAttribute("role", "dialog");
    expect(".o_icp_card").toHaveAttribute("aria-label", "Why this score: Manufacturers");
    expect(".o_icp_badge_button").toHaveAttribute("aria-expanded", "true");
    expect(".o_icp_card_coverage").toHaveText("known: 70 %");
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card").toHaveCount(0);
    expect(".o_icp_badge_button").toHaveAttribute("aria-expanded", "false");
});

test("the keyboard opens the card, escape closes it and gives the focus back", async () => {
    await mountCard();
    await contains(".o_icp_badge_button").focus();
    await press("Enter");
    await animationFrame();
    expect(".o_icp_card .btn-close").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(".o_icp_card").toHaveCount(0);
    expect(".o_icp_badge_button").toBeFocused();
});

test("the card shows every criterion, and the points add up to the score", async () => {
    await mountCard();
    await contains(".o_icp_badge_button").click();
    expect(queryAllTexts(".o_icp_card tbody .o_icp_card_state")).toEqual([
        "Matched",
        "Missed",
        "Unknown",
        "Does not apply",
        "",
    ]);
    const points = queryAllTexts(".o_icp_card tbody .o_icp_card_points");
    expect(points).toEqual(["+66.67", "0", "0", "–", "+0.33"]);
    const sum = points.map((text) => Number(text) || 0).reduce((a, b) => a + b);
    expect(Number(queryText(".o_icp_card_sum .o_icp_card_points"))).toBe(sum);
    expect(".o_icp_card_score").toHaveText(`${sum}`);
});

test("a matching disqualifier shows on badge and card", async () => {
    const lines = [makeLine({ name: "Competitor", kind: "disqualifier" })];
    await mountCard({ lines, score: 0, tier: "d", reason: "Not our market" });
    expect(".o_icp_pill_disqualified s").toHaveText("D · 0");
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card .alert").toHaveText("Not for us: Not our market");
    expect(".o_icp_card tbody .o_icp_card_points").toHaveText("Disqualifies");
});

test("an unknown line leads to its field on another page", async () => {
    await mountCard();
    expect(".o_field_widget[name=budget]").toHaveCount(0);
    await contains(".o_icp_badge_button").click();
    expect(queryAllTexts(".o_icp_card_fill")).toEqual(["Fill in: Budget"]);
    await contains(".o_icp_card_fill").click();
    await animationFrame();
    await animationFrame();
    expect(".o_field_widget[name=budget] input").toBeFocused();
    expect(".o_icp_card").toHaveCount(0);
});

test("a field that is not on the form is only named", async () => {
    await mountCard();
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card li:contains(Customer › Country)").toHaveCount(1);
    expect(".o_icp_card li:contains(Customer › Country) button").toHaveCount(0);
});

test("a field that the form hides is only named", async () => {
    const hidden = FORM.replace(`<page name="firm`, `<page invisible="budget == 0" name="firm`);
    await mountLead({ card: makeCard(), budget: 0 }, hidden);
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card li:contains(Budget)").toHaveCount(1);
    expect(".o_icp_card_fill").toHaveCount(0);
});

test("score and card follow an edit before it is saved", async () => {
    onRpc("crm.lead", "get_icp_card", ({ kwargs }) =>
        kwargs.values?.name === "Changed" ? makeCard({ tier: "a", score: 91 }) : makeCard()
    );
    await mountCard();
    expect(".o_icp_pill").toHaveText("B · 67");
    await contains(".o_field_widget[name=name] input").edit("Changed");
    await animationFrame();
    expect(".o_icp_pill").toHaveText("A · 91");
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card_score").toHaveText("91");
});

test("a lead for which no profile is meant shows nothing", async () => {
    await mountLead({ card: { profile: false, watched: ["name"] } });
    expect(".o_icp_pill").toHaveCount(0);
    expect(".o_icp_badge_button").toHaveCount(0);
});

test("a score that is refused says why, and the form is there all the same", async () => {
    onRpc("crm.lead", "get_icp_card", () => {
        throw makeServerError({ message: "“Use Case”: you may not read what was chosen there" });
    });
    await mountCard();
    expect(".o_icp_score_error").toHaveText(/you may not read what was chosen there/);
    expect(".o_field_widget[name=name] input").toHaveValue("Lead");
});
