import { expect, test } from "@odoo/hoot";
import { defineParams, mountWithCleanup, preloadBundle } from "@web/../tests/web_test_helpers";

import { CoachingChart } from "@crm_playbook/coaching/coaching_chart/coaching_chart";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();
preloadBundle("web.chartjs_lib");

const PROPS = { months: ["Sep 26", "Oct 26"], coach: [2, 4], own: [null, 3], title: "Asks" };

test("it has a name for those who hear it", async () => {
    await mountWithCleanup(CoachingChart, { props: PROPS });
    expect(".o_coaching_chart canvas").toHaveAttribute(
        "aria-label",
        "Asks by month. The table beside the chart has the same figures."
    );
});

test("coach and coachee are told apart without colours", async () => {
    const chart = await mountWithCleanup(CoachingChart, { props: PROPS });
    const { labels, datasets } = chart.getConfig().data;
    expect(labels).toEqual(PROPS.months);
    expect(datasets.map(({ label, data, borderDash }) => [label, data, borderDash])).toEqual([
        ["Coach", [2, 4], []],
        ["Own", [null, 3], [6, 4]],
    ]);
});

test("levels are named by whole numbers only", async () => {
    const chart = await mountWithCleanup(CoachingChart, { props: PROPS });
    const { y } = chart.getConfig().options.scales;
    expect([0.5, 1, 5, 5.5].map((value) => y.ticks.callback(value))).toEqual(["", 1, 5, ""]);
});

test("from right to left time runs the other way", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    const chart = await mountWithCleanup(CoachingChart, { props: PROPS });
    const { x, y } = chart.getConfig().options.scales;
    expect([x.reverse, y.position]).toEqual([true, "right"]);
});
