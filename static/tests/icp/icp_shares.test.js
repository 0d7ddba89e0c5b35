import { expect, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";

import { formatInterval, formatLift, formatShare } from "@crm_playbook/icp/icp_shares";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

test("shares are whole percents", async () => {
    await makeMockEnv();
    expect(formatShare(0.256)).toBe("26%");
    expect(formatShare(0)).toBe("0%");
    expect(formatInterval({ low: 0.351, high: 0.648 })).toBe("35% to 65%");
});

test("what has nothing to compare with has no lift", async () => {
    await makeMockEnv();
    expect(formatLift(1.25)).toBe("1.3×");
    expect(formatLift(false)).toBe("–");
});
