import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineActions, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { redirect } from "@web/core/utils/urls";
import { router } from "@web/core/browser/router";
import { WebClient } from "@web/webclient/webclient";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const CHOICES = {
    teams: [{ id: 3, name: "Industry" }],
    periods: [
        { code: "this_quarter", name: "This Quarter", days: "10/01/2026 – 12/31/2026" },
        { code: "last_year", name: "Last Year", days: "01/01/2025 – 12/31/2025" },
    ],
    period: "this_quarter",
    is_on: true,
};
const LIST = { type: "ir.actions.act_window", res_model: "crm.lead", domain: [], views: [] };
const FORM = { type: "ir.actions.act_window", res_model: "crm.lead", res_id: 7, views: [] };
const TILES = {
    approvals: {
        section: "today",
        title: "Approvals Asked of Me",
        value: "1",
        level: "warning",
        about: "Whose activity is yours.",
        lines: [
            { name: "Line 4", value: "11/27/2026", note: "Budget", level: "danger", action: FORM },
        ],
        action: LIST,
    },
    tier_mix: {
        section: "sales",
        title: "Win Rate by Tier",
        value: "50 %",
        level: false,
        about: "1 of 2.",
        lines: [],
        action: false,
    },
};

function answer(tiles = TILES, choices = CHOICES) {
    onRpc("crm.playbook.overview", "get_choices", () => choices);
    onRpc("crm.playbook.overview", "get_overview", ({ kwargs }) => {
        expect.step(`${kwargs.team_id || "all"} ${kwargs.period}`);
        return tiles;
    });
}

async function mountOverview(...answers) {
    answer(...answers);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_playbook.overview",
    });
    await animationFrame();
}

test("what waits stands above how is sold", async () => {
    await mountOverview();
    expect.verifySteps(["all this_quarter"]);
    expect(queryAllTexts(".o_playbook_today h3")).toEqual(["Approvals Asked of Me"]);
    expect(queryAllTexts(".o_playbook_sales h3")).toEqual(["Win Rate by Tier"]);
    expect(".o_playbook_days").toHaveText("10/01/2026 – 12/31/2026");
    expect(".o_playbook_today .text-danger").toHaveText("11/27/2026");
    // A number that opens nothing is no button.
    expect(".o_playbook_sales button").toHaveCount(0);
});

test("team and period are asked for and stay in the address", async () => {
    await mountOverview();
    await click(".o_playbook_team");
    await select("3");
    await animationFrame();
    await click(".o_playbook_period");
    await select("last_year");
    await animationFrame();
    expect.verifySteps(["all this_quarter", "3 this_quarter", "3 last_year"]);
    expect(".o_playbook_days").toHaveText("01/01/2025 – 12/31/2025");
    const { team_id, period } = getService("action").currentController.currentState;
    expect([team_id, period]).toEqual([3, "last_year"]);
});

test("an address opens the team and the period that it names", async () => {
    defineActions([
        { id: 1, tag: "crm_playbook.overview", type: "ir.actions.client", path: "overview" },
    ]);
    redirect("/odoo/overview?team_id=3&period=last_year");
    answer();
    await mountWithCleanup(WebClient);
    await animationFrame();
    expect.verifySteps(["3 last_year"]);
    expect(".o_playbook_days").toHaveText("01/01/2025 – 12/31/2025");
    expect(router.current.period).toBe("last_year");
});

test("an address that names what is not there opens the page", async () => {
    defineActions([
        { id: 1, tag: "crm_playbook.overview", type: "ir.actions.client", path: "overview" },
    ]);
    redirect("/odoo/overview?team_id=99&period=tomorrow");
    answer();
    await mountWithCleanup(WebClient);
    await animationFrame();
    expect.verifySteps(["all this_quarter"]);
});

test("a number opens its list and a line its record", async () => {
    await mountOverview();
    expect.verifySteps(["all this_quarter"]);
    const opened = [];
    getService("action").doAction = (action) => opened.push(action);
    await click(".o_playbook_today .o_playbook_value");
    await click(".o_playbook_today .o_playbook_line");
    expect(opened).toEqual([LIST, FORM]);
});

test("it says that nothing waits", async () => {
    await mountOverview({});
    expect.verifySteps(["all this_quarter"]);
    expect(".o_playbook_today").toHaveText(/Nothing waits for you/);
    expect(".o_playbook_sales").toHaveText(/Nothing to tell/);
});

test("it says that nothing is in use, and where to switch it on", async () => {
    await mountOverview({}, { ...CHOICES, is_on: false });
    expect.verifySteps(["all this_quarter"]);
    expect(".o_playbook_today").toHaveCount(0);
    expect(".o_playbook_overview").toHaveText(/Settings/);
});

test("a database in which nothing is in use is set up instead", async () => {
    onRpc("crm.playbook.setup", "get_setup", () => ({
        steps: [],
        industries: [{ code: "agency", name: "Agency" }],
        may_switch: false,
    }));
    await mountOverview(TILES, { ...CHOICES, is_empty: true, may_set_up: true });
    expect(".o_playbook_set_up").toHaveCount(1);
    expect(".o_playbook_today").toHaveCount(0);
    expect.verifySteps([]);
});

test("whoever sets up finds the way back to it", async () => {
    await mountOverview(TILES, { ...CHOICES, is_empty: false, may_set_up: true });
    expect.verifySteps(["all this_quarter"]);
    expect(".o_playbook_to_set_up").toHaveCount(1);
});

test("what one click does is done there, and what waits is read anew", async () => {
    const act = {
        name: "Approve",
        model: "crm.lead",
        ids: [7],
        method: "action_decide_approval",
        kwargs: { criterion_id: 3, approve: true },
    };
    const { approvals } = TILES;
    onRpc("crm.lead", "action_decide_approval", ({ args, kwargs }) => {
        expect.step(`${args[0]} ${kwargs.criterion_id} ${kwargs.approve}`);
        return true;
    });
    await mountOverview({
        approvals: { ...approvals, lines: [{ ...approvals.lines[0], acts: [act] }] },
    });
    expect.verifySteps(["all this_quarter"]);
    expect(".o_playbook_act").toHaveAttribute("aria-label", "Approve: Line 4");
    await click(".o_playbook_act");
    await animationFrame();
    expect.verifySteps(["7 3 true", "all this_quarter"]);
});
