import { expect, mockDate, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";

import {
    describe,
    getAgo,
    getContactText,
    getInitials,
    getLastContact,
} from "@crm_playbook/stakeholder/stakeholder_words";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import { ATTITUDES, makePerson } from "@crm_playbook/../tests/stakeholder/stakeholder_test_helpers";

definePlaybookModels();

const attitudes = Object.fromEntries(ATTITUDES);

test("initials are those of the first and the last word", () => {
    const names = ["Ada Boss", "Ada van der Boss", "Ada", "élan (Paris) 3M", "(?)", ""];
    expect(names.map(getInitials)).toEqual(["AB", "AB", "A", "É3", "?", "?"]);
});

test("the last contact is the latest, in whatever way", () => {
    expect(getLastContact(makePerson())).toBe(false);
    const person = makePerson({
        last_inbound: "2026-01-05 10:00:00",
        last_meeting: "2026-02-01 09:00:00",
    });
    expect(getLastContact(person)).toBe("2026-02-01 09:00:00");
});

test("contact is said as people say it", async () => {
    mockDate("2026-02-04 09:00:00", 0);
    await makeMockEnv();
    expect(getAgo(false)).toBe("");
    expect(getContactText(makePerson())).toBe("No contact yet");
    expect(getContactText(makePerson({ is_placeholder: true }))).toBe("Not identified yet");
    const person = makePerson({ last_meeting: "2026-02-01 09:00:00" });
    expect(getContactText(person)).toBe("Last contact 3 days ago");
});

test("a person is described in one sentence, with what is wrong behind it", async () => {
    await makeMockEnv();
    expect(describe(makePerson(), { attitudes, roleNames: "Economic Buyer" })).toBe(
        "Ada Boss, Economic Buyer. Attitude: Neutral. Influence: 5 of 5. No contact yet."
    );
    const values = { state: "left", is_critical: true, doubts: ["Silent for long."] };
    expect(describe(makePerson(values), { attitudes, roleNames: "" })).toBe(
        "Ada Boss, no role. Attitude: Neutral. Influence: 5 of 5. No contact yet. " +
            "Has left. The deal hangs on this person. Silent for long."
    );
});
