import { expect, mockDate, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";

import { StakeholderList } from "@crm_playbook/stakeholder/stakeholder_list/stakeholder_list";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import { makeMap, makePerson } from "@crm_playbook/../tests/stakeholder/stakeholder_test_helpers";

definePlaybookModels();

const mountList = (people, highlight = []) =>
    mountWithCleanup(StakeholderList, {
        props: { data: makeMap(people), highlight, onOpen: (id) => expect.step(id) },
    });

test("who has most influence comes first, who left comes last", async () => {
    await mountList([
        makePerson({ id: 1, name: "Ada", influence: 5, state: "left" }),
        makePerson({ id: 2, name: "Cleo", influence: 2 }),
        makePerson({ id: 3, name: "Bo", influence: 2 }),
        makePerson({ id: 4, name: "Dan", influence: 4 }),
    ]);
    expect(queryAllTexts(".o_stakeholder_item button")).toEqual(["Dan", "Bo", "Cleo", "Ada"]);
    expect(".o_stakeholder_item_left .badge").toHaveCount(2, { message: "the role, and Left" });
});

test("a judgement says whose it is, an old one that it is old", async () => {
    await mountList([
        makePerson({ id: 1, influence: 5 }),
        makePerson({ id: 2, influence: 1, is_attitude_old: true }),
    ]);
    expect("[data-id='1'] dd:first").toHaveText("Neutral (Mara, 01/05/2026)");
    expect("[data-id='2'] dd:first").toHaveText("Neutral (from an earlier deal)");
});

test("contact is told with its ways and how often", async () => {
    mockDate("2026-02-04 09:00:00", 0);
    await mountList([
        makePerson({
            last_inbound: "2026-02-01 09:00:00",
            last_meeting: "2026-01-28 09:00:00",
            inbound_90: 4,
            meeting_90: 1,
        }),
    ]);
    expect(queryAllTexts(".o_stakeholder_facts dd li")).toEqual([
        "Wrote to us 3 days ago",
        "Met or called 7 days ago",
        "90 days: 4 received, 1 met or called",
    ]);
});

test("ties are named from both ends", async () => {
    await mountList([
        makePerson({ id: 1, name: "Ada", influence: 5, conflict_ids: [2] }),
        makePerson({ id: 2, name: "Bo", influence: 1, reports_to_id: 1 }),
    ]);
    expect("[data-id='1']").toHaveText(/Leads: Bo/);
    expect("[data-id='1']").toHaveText(/In conflict with: Bo/);
    expect("[data-id='2']").toHaveText(/Reports to: Ada/);
});

test("a person opens by their name, and stands out where a remark is about them", async () => {
    await mountList([makePerson(), makePerson({ id: 2, name: "Bo", influence: 1 })], [2]);
    expect(".o_stakeholder_item_marked").toHaveAttribute("data-id", "2");
    await contains("[data-id='2'] button").click();
    expect.verifySteps([2]);
});

test("a placeholder is said to be one", async () => {
    await mountList([makePerson({ is_placeholder: true, function: "", company: "" })]);
    expect(".o_stakeholder_item .text-bg-light").toHaveText("Name unknown");
    expect("dd[title='Never']").toHaveText("Not identified yet");
});
