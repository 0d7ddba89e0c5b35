import { expect, test } from "@odoo/hoot";
import { animationFrame, press, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { contains, fields, mountView } from "@web/../tests/web_test_helpers";

import {
    CrmLead,
    definePlaybookModels,
    makeCard,
    makeLine,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const KANBAN = /* xml */ `
    <kanban>
        <templates>
            <t t-name="card"><field name="name"/><field name="icp_badge" widget="icp_badge"/></t>
        </templates>
    </kanban>`;
const FORM = /* xml */ `
    <form>
        <sheet>
            <field name="name"/>
            <field name="icp_card" widget="icp_badge"/>
            <notebook>
                <page name="notes" string="Notes"/>
                <page name="firmographics" string="Firmographics"><field name="budget"/></page>
            </notebook>
        </sheet>
    </form>`;

async function mountLead(values, view = { type: "form", resId: 1, arch: FORM }) {
    CrmLead._records = [{ id: 1, name: "Lead", ...values }];
    await mountView({ resModel: "crm.lead", ...view });
}

async function mountCard(values) {
    const card = makeCard(values);
    await mountLead({ icp_card: card });
}

test("a scored lead shows tier and score", async () => {
    await mountLead({ icp_badge: { tier: "a", score: 84 } }, { type: "kanban", arch: KANBAN });
    expect(".o_icp_pill").toHaveText("A · 84");
    expect(".o_icp_pill").toHaveClass("o_icp_tier_a");
    expect(".o_icp_pill").toHaveAttribute("title", "ICP tier A, score 84 of 100");
    expect(".o_icp_badge_button").toHaveCount(0, { message: "there is no card to open here" });
});

test("a lead without a tier shows nothing", async () => {
    await mountLead({ icp_badge: false }, { type: "kanban", arch: KANBAN });
    expect(".o_kanban_record:first").toHaveText("Lead");
    expect(".o_icp_pill").toHaveCount(0);
});

test("a disqualified lead is struck through and names its disqualifier", async () => {
    const badge = { tier: "b", score: 70, disqualifier: "Works for a competitor" };
    await mountLead(
        { icp_tier: "b", icp_badge: badge },
        {
            type: "list",
            arch: `<list><field name="icp_tier" widget="icp_badge"/></list>`,
        }
    );
    expect(".o_icp_pill_disqualified s").toHaveText("B · 70");
    expect(".o_icp_pill_disqualified .fa-ban").toHaveCount(1);
    expect(".o_icp_pill").toHaveAttribute("title", "Disqualified: Works for a competitor");
});

test("a click on the badge of a form opens and closes the card", async () => {
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
    const card = makeCard();
    const hidden = FORM.replace(`<page name="firm`, `<page invisible="budget == 0" name="firm`);
    const view = { type: "form", resId: 1, arch: hidden };
    await mountLead({ icp_card: card, budget: 0 }, view);
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card li:contains(Budget)").toHaveCount(1);
    expect(".o_icp_card_fill").toHaveCount(0);
});

test("badge and card follow an edit before it is saved", async () => {
    CrmLead._fields.name = fields.Char({
        onChange: (record) => (record.icp_card = makeCard({ tier: "a", score: 91 })),
    });
    await mountCard();
    expect(".o_icp_pill").toHaveText("B · 67");
    await contains(".o_field_widget[name=name] input").edit("Changed");
    expect(".o_icp_pill").toHaveText("A · 91");
    await contains(".o_icp_badge_button").click();
    expect(".o_icp_card_score").toHaveText("91");
});
