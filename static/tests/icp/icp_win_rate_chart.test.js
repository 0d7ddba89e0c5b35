import { expect, test } from "@odoo/hoot";
import { defineParams, mountWithCleanup, preloadBundle } from "@web/../tests/web_test_helpers";

import { IcpWinRateChart } from "@crm_playbook/icp/icp_win_rate_chart/icp_win_rate_chart";

import { definePlaybookModels, makeRate } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();
preloadBundle("web.chartjs_lib");

const TIERS = [
    { key: "a", ...makeRate() },
    { key: "b", ...makeRate({ n: 3, won: 3, rate: 1, low: 0.44, high: 1, enough: false }) },
    { key: "c", ...makeRate({ n: 0, won: 0, rate: 0, low: 0, high: 0, enough: false }) },
];

const mountChart = () =>
    mountWithCleanup(IcpWinRateChart, { props: { tiers: TIERS, baseRate: 0.4 } });

test("a tier has a dot at its rate over a bar of what it may be", async () => {
    const chart = await mountChart();
    const [base, rates, intervals] = chart.getConfig().data.datasets;
    expect(base.label).toBe("All deals: 40%");
    expect(base.data).toEqual([0.4, 0.4, 0.4]);
    expect(rates.data).toEqual([0.5, 1, null]);
    expect(intervals.data).toEqual([[0.35, 0.65], [0.44, 1], null]);
});

test("few deals are said to be few, and drawn without weight", async () => {
    const chart = await mountChart();
    const { labels, datasets } = chart.getConfig().data;
    expect(labels[0]).toEqual(["A", "n = 40"]);
    expect(labels[1]).toEqual(["B", "n = 3", "too few", "to say"]);
    expect(datasets[2].borderWidth).toEqual([1, 0, 0]);
});

test("from right to left the tiers run the other way", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    const chart = await mountChart();
    const { x, y } = chart.getConfig().options.scales;
    expect([x.reverse, y.position]).toEqual([true, "right"]);
});
