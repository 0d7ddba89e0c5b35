import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const LIST = { type: "ir.actions.act_window", res_model: "crm.lead", domain: [], views: [] };
const STEP = {
    code: "profile",
    title: "Describe Your Ideal Customer",
    brings: "Every lead shows a tier.",
    minutes: 5,
    is_done: false,
    fact: "",
    action: LIST,
    room: "icp",
    room_name: "Ideal Customer Profiles",
    is_on: true,
    has_example: true,
    drafts: 0,
};
const DONE = { ...STEP, code: "teams", minutes: 1, is_done: true, room: false, has_example: false };
const INDUSTRIES = [
    { code: "machines", name: "B2B Machine Builder" },
    { code: "agency", name: "Agency" },
];

async function mountSetUp(step = {}, more = {}) {
    const found = {
        steps: [DONE, { ...STEP, ...step }],
        industries: INDUSTRIES,
        may_switch: true,
        ...more,
    };
    onRpc("crm.playbook.setup", "get_setup", () => found);
    onRpc("crm.playbook.setup", "start_example", ({ kwargs }) => {
        expect.step(`${kwargs.step} for ${kwargs.industry}`);
        return LIST;
    });
    onRpc("crm.playbook.setup", "open_drafts", ({ kwargs }) => {
        expect.step(`drafts of ${kwargs.step}`);
        return LIST;
    });
    onRpc("crm.playbook.setup", "remove_examples", () => {
        expect.step("removed");
        found.steps[1].drafts = 0;
        return 3;
    });
    onRpc("crm.playbook.setup", "switch_on", ({ kwargs }) => {
        expect.step(`${kwargs.room} on`);
        return true;
    });
    await mountWithCleanup(WebClient);
    const action = getService("action");
    await action.doAction({ type: "ir.actions.client", tag: "crm_playbook.setup" });
    patchWithCleanup(action, {
        doAction: ({ tag, res_model }) => expect.step(`opens ${tag || res_model}`),
    });
    await animationFrame();
}

test("steps say what they bring, how long they take and what is done", async () => {
    await mountSetUp();
    expect(queryAllTexts(".o_playbook_step h3")).toHaveLength(2);
    expect(".o_playbook_set_up > p").toHaveText(/1 of 2 steps are done; about 5 minutes are left/);
    expect(".o_playbook_step[data-code=teams] .fa-check-circle").toHaveAttribute(
        "aria-label",
        "Done"
    );
    expect(".o_playbook_example").toHaveCount(1);
    expect(".o_playbook_remove_examples").toHaveCount(0);
});

test("an example of the chosen industry is started and opened", async () => {
    await mountSetUp();
    await click(".o_playbook_industry");
    await select("agency");
    await animationFrame();
    await click(".o_playbook_example");
    await animationFrame();
    expect.verifySteps(["profile for agency", "opens crm.lead"]);
});

test("examples that are there are opened, and removed by one click", async () => {
    await mountSetUp({ drafts: 3 });
    expect(".o_playbook_example").toHaveCount(0);
    await click(".o_playbook_drafts");
    await animationFrame();
    expect.verifySteps(["drafts of profile", "opens crm.lead"]);
    await click(".o_playbook_remove_examples");
    await animationFrame();
    expect.verifySteps(["removed"]);
    expect(".o_playbook_remove_examples").toHaveCount(0);
    expect(".o_playbook_example").toHaveCount(1);
});

test("a room that is off is switched on by whoever may, and the page is made anew", async () => {
    await mountSetUp({ is_on: false });
    expect(".o_playbook_step[data-code=profile] .o_playbook_open").toHaveCount(0);
    await click(".o_playbook_switch");
    await animationFrame();
    expect.verifySteps(["icp on", "opens reload"]);
});

test("others are told who switches it on", async () => {
    await mountSetUp({ is_on: false }, { may_switch: false });
    expect(".o_playbook_switch").toHaveCount(0);
    expect(".o_playbook_step[data-code=profile]").toHaveText(/An administrator switches it on/);
});
