import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

import { CoachingTeam } from "@crm_playbook/coaching/coaching_team/coaching_team";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const FIGURES = {
    quarter: "2026-Q3",
    quarters: ["2026-Q3", "2026-Q2"],
    min_people: 5,
    skills: [{ name: "Asks", group: "Discovery", average: 3.2 }],
    missed: [{ name: "Budget", kind: "question", share: 60 }],
};

async function mountTeam(values) {
    onRpc("crm.coaching.note", "get_team_figures", ({ kwargs }) => {
        expect.step(`figures of ${kwargs.team_id} in ${kwargs.quarter || "the last quarter"}`);
        return { ...FIGURES, quarter: kwargs.quarter || FIGURES.quarter, ...values };
    });
    const teams = [
        { id: 3, name: "North" },
        { id: 4, name: "South" },
    ];
    await mountWithCleanup(CoachingTeam, { props: { teams } });
}

test("a team with enough people has averages and shares", async () => {
    await mountTeam();
    expect(queryAllTexts(".o_coaching_team tbody:first td")).toEqual(["Asks\nDiscovery", "3.2"]);
    expect(queryAllTexts(".o_coaching_team tbody:last td")).toEqual(["Budget", "60 %"]);
    expect.verifySteps(["figures of 3 in the last quarter"]);
});

test("a team with too few people has no figures", async () => {
    await mountTeam({ skills: [], missed: [] });
    expect(".o_coaching_team p").toHaveText(/at least 5 people/);
    expect(".o_coaching_team table").toHaveCount(0);
    expect.verifySteps(["figures of 3 in the last quarter"]);
});

test("another team is looked at in the quarter that was chosen", async () => {
    await mountTeam();
    await contains("select[aria-label=Quarter]").select("2026-Q2");
    await contains("#coaching_team").select("4");
    expect.verifySteps([
        "figures of 3 in the last quarter",
        "figures of 3 in 2026-Q2",
        "figures of 4 in 2026-Q2",
    ]);
});
