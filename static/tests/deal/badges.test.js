import { expect, test } from "@odoo/hoot";
import { hover, press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, mountView, onRpc } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const TIER = {
    code: "icp",
    level: "success",
    text: "A · 84",
    title: "ICP tier A, score 84 of 100",
    first: true,
};
const GATE = {
    code: "gate",
    level: "warning",
    text: "3/5",
    title: "Missing for the next stage:\nBudget is known\nLegal agreed",
    icon: "fa-check-square-o",
};
const PEOPLE = {
    code: "people",
    level: "danger",
    text: "1/3",
    title: "Relations are at risk",
    icon: "fa-users",
    explain: "get_stakeholder_sentences",
};
const HANDOVER = {
    code: "handover",
    level: "neutral",
    text: "Draft",
    title: "Handover: Draft",
    icon: "fa-exchange",
};

async function mountCard(playbook_badges, view = {}) {
    CrmLead._records = [{ id: 1, name: "Deal", playbook_badges }];
    await mountView({
        resModel: "crm.lead",
        type: "kanban",
        arch: /* xml */ `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="playbook_badges" widget="deal_badges"/>
                    </t>
                </templates>
            </kanban>`,
        selectRecord: () => expect.step("opened"),
        ...view,
    });
}

test("a card shows the tier and what is wrong, and how much more there is", async () => {
    await mountCard([TIER, PEOPLE, GATE, HANDOVER]);
    expect(queryAllTexts(".o_deal_badge")).toEqual(["A · 84", "1/3", "3/5", "+1"]);
    expect("[data-code=people]").toHaveClass("o_deal_badge_danger");
    expect("[data-code=people] .fa-users").toHaveCount(1);
});

test("there are three pills at most", async () => {
    const slow = { code: "slow", level: "warning", text: "Slow", title: "Slow deal" };
    await mountCard([TIER, PEOPLE, GATE, slow]);
    expect(queryAllTexts(".o_deal_badge")).toEqual(["A · 84", "1/3", "3/5", "+1"]);
});

test("where nothing is wrong there is something to point at", async () => {
    await mountCard([{ ...GATE, level: "success", text: "5/5" }, HANDOVER]);
    expect(queryAllTexts(".o_deal_badge")).toEqual(["5/5", "+1"]);
});

test("a card of which nothing is said shows nothing", async () => {
    await mountCard(false);
    expect(".o_deal_badges").toHaveCount(0);
    expect(".o_kanban_record:first").toHaveText("Deal");
});

test("tapped, it says all of it in words, and the deal stays closed", async () => {
    await mountCard([TIER, GATE, HANDOVER]);
    const button = ".o_deal_badges";
    expect(button).toHaveAttribute("aria-expanded", "false");
    expect(button).toHaveAttribute(
        "aria-label",
        "ICP tier A, score 84 of 100; Missing for the next stage:, Budget is known, Legal agreed; Handover: Draft"
    );
    await contains(button).click();
    expect(button).toHaveAttribute("aria-expanded", "true");
    expect(queryAllTexts(".o_deal_badge_words strong")).toEqual([
        "ICP tier A, score 84 of 100",
        "Missing for the next stage:",
        "Handover: Draft",
    ]);
    expect(".o_deal_badge_words [data-code=gate]").toHaveText(/Budget is known\nLegal agreed/);
    expect(".o_deal_badge_words [data-code=gate] .fa").toHaveAttribute("aria-label", "Needs care");
    await contains(button).click();
    expect(".o_deal_badge_words").toHaveCount(0);
    expect.verifySteps([]);
});

test("a key opens and closes it", async () => {
    await mountCard([GATE]);
    await contains(".o_deal_badges").focus();
    await press("Enter");
    await animationFrame();
    expect(".o_deal_badge_words").toHaveCount(1);
    expect(".o_deal_badges").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(".o_deal_badge_words").toHaveCount(0);
    expect.verifySteps([]);
});

test("pointed at, it says why, asked for once it is looked at", async () => {
    onRpc("crm.lead", "get_stakeholder_sentences", ({ args }) => {
        expect.step(args);
        return ["Only one person is engaged.", "Nobody pays."];
    });
    await mountCard([PEOPLE]);
    expect.verifySteps([]);
    await hover(".o_deal_badges");
    await advanceTime(400);
    await animationFrame();
    expect.verifySteps([[1]]);
    expect(".o_deal_badge_words [data-code=people]").toHaveText(
        /Only one person is engaged.\nNobody pays./
    );
    await hover(".o_deal_badge_words");
    await advanceTime(400);
    expect(".o_deal_badge_words").toHaveCount(1);
    await hover(".o_kanban_record");
    await advanceTime(400);
    await animationFrame();
    expect(".o_deal_badge_words").toHaveCount(0);
});

test("what cannot be explained is said all the same", async () => {
    onRpc("crm.lead", "get_stakeholder_sentences", () => {
        throw new Error("gone");
    });
    await mountCard([PEOPLE]);
    await contains(".o_deal_badges").click();
    await animationFrame();
    expect(".o_deal_badge_words strong").toHaveText("Relations are at risk");
    expect(".modal").toHaveCount(0);
});

test("a list has one column", async () => {
    const arch = `<list><field name="name"/><field name="playbook_badges" widget="deal_badges"/></list>`;
    await mountCard([TIER, GATE], { type: "list", arch });
    expect(queryAllTexts(".o_data_row .o_deal_badge")).toEqual(["A · 84", "3/5"]);
    await contains(".o_deal_badges").click();
    expect(".o_deal_badge_words").toHaveCount(1);
    expect.verifySteps([]);
});
