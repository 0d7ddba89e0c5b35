import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const GROWTH = {
    people: [
        { id: 7, name: "Nora" },
        { id: 8, name: "Sam" },
    ],
    coachee_id: 7,
    months: ["Sep 26", "Oct 26", "Nov 26"],
    skills: [
        { id: 1, name: "Asks", group: "Discovery", coach: [2, null, 4], own: [4, null, null] },
        { id: 2, name: "Listens", group: "Conduct", coach: [4, null, 3], own: [null, null, null] },
    ],
    missed: [
        { kind: "question", name: "Budget", count: 4 },
        { kind: "risk", name: "No next step", count: 1 },
    ],
    actions: { kept: 3, late: 1, open: 2, dropped: 1 },
};
const FIGURES = {
    quarter: "2026-Q3",
    quarters: ["2026-Q3", "2026-Q2"],
    min_people: 5,
    skills: [],
    missed: [],
};

async function mountGrowth(growth = GROWTH, teams = []) {
    onRpc("crm.coaching.note", "get_growth", ({ kwargs }) => {
        expect.step(`growth of ${kwargs.coachee_id || "anybody"}`);
        return growth;
    });
    onRpc("crm.coaching.note", "get_figure_teams", () => teams);
    onRpc("crm.coaching.note", "get_team_figures", ({ kwargs }) => {
        expect.step(`figures of ${kwargs.team_id} in ${kwargs.quarter || "the last quarter"}`);
        return FIGURES;
    });
    await mountWithCleanup(WebClient);
    const action = { type: "ir.actions.client", tag: "crm_playbook.coaching_growth" };
    await getService("action").doAction(action);
}

test("coach and own stand apart, with where it goes", async () => {
    await mountGrowth();
    expect(queryAllTexts(".o_coaching_skills tbody tr td:nth-child(2)")).toEqual(["4.0", "3.0"]);
    expect(queryAllTexts(".o_coaching_skills tbody tr td:nth-child(3)")).toEqual(["4.0", ""]);
    expect(".o_coaching_skills .fa-arrow-up").toHaveCount(1);
    expect(".o_coaching_skills .fa-arrow-down").toHaveCount(1);
    expect(".o_coaching_chart canvas").toHaveCount(1);
    expect(".o_coaching_actions p").toHaveText("3 of 5 kept in time, 2 open");
    expect(queryAllTexts(".o_coaching_missed_name")).toEqual(["Budget", "No next step"]);
    expect(".o_coaching_team").toHaveCount(0);
    expect.verifySteps(["growth of anybody"]);
});

test("a skill and a person are chosen", async () => {
    await mountGrowth();
    expect("h3:first").toHaveText("All skills");
    await click(".o_coaching_skills button:contains(Listens)");
    await animationFrame();
    expect("h3:first").toHaveText("Listens");
    await click("#coaching_person");
    await select("8");
    await animationFrame();
    expect.verifySteps(["growth of anybody", "growth of 8"]);
});

test("without notes it says where growth comes from", async () => {
    await mountGrowth({ ...GROWTH, people: [], skills: [], missed: [] });
    expect(".o_coaching_empty h3").toHaveText("No skills to show yet");
    expect(".o_coaching_chart").toHaveCount(0);
    expect.verifySteps(["growth of anybody"]);
});

test("whoever leads a team sees its figures below", async () => {
    await mountGrowth(GROWTH, [{ id: 3, name: "North" }]);
    expect(".o_coaching_team option:first").toHaveText("North");
    expect.verifySteps(["growth of anybody", "figures of 3 in the last quarter"]);
});
