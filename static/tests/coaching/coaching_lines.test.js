import { expect, test } from "@odoo/hoot";

import { averageLines, getLast, getTrend } from "@crm_playbook/coaching/coaching_lines";

test("lines are read without what is not there", () => {
    expect(getLast([2, null, 4, null])).toBe(4);
    expect(getLast([null, null])).toBe(null);
    expect(getTrend([2, null, 4])).toBe(2);
    expect(getTrend([null, 3])).toBe(0);
});

test("lines are averaged month by month, without what is not there", () => {
    const skills = [
        { coach: [2, null, 4], own: [4, null, null] },
        { coach: [4, null, 3], own: [null, null, null] },
    ];
    expect(averageLines(skills)).toEqual({ coach: [3, null, 3.5], own: [4, null, null] });
    expect(averageLines([])).toEqual({ coach: [], own: [] });
});
