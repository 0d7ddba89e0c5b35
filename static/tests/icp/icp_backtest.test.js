import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup, preloadBundle } from "@web/../tests/web_test_helpers";

import { IcpBacktest } from "@crm_playbook/icp/icp_backtest/icp_backtest";

import {
    definePlaybookModels,
    makeRate,
    makeResult,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();
preloadBundle("web.chartjs_lib");

const mountBacktest = (values) =>
    mountWithCleanup(IcpBacktest, {
        props: { backtest: makeResult({ backtest: values }).backtest },
    });

function queryCells(row) {
    return queryAllTexts(`${row} > :is(th, td)`);
}

test("win rates come as a chart and as a table", async () => {
    await mountBacktest();
    expect(".o_icp_win_rate_chart canvas[role=img]").toHaveCount(1);
    expect(queryCells(".o_icp_backtest_tiers [data-bucket=a]")).toEqual([
        "A",
        "40",
        "20",
        "50%",
        "35% to 65%",
    ]);
});

test("criteria show win rate, interval, lift and unknown deals", async () => {
    await mountBacktest();
    expect(queryCells(".o_icp_backtest_criteria tbody tr")).toEqual([
        "50 to 500 people",
        "40",
        "50%",
        "35% to 65%",
        "1.3×",
        "9",
    ]);
});

test("few deals are counted and nothing is concluded from them", async () => {
    const few = makeRate({ n: 3, won: 3, rate: 1, enough: false });
    await mountBacktest({
        tiers: [{ key: "a", ...few }],
        criteria: [{ criterion_id: 1, name: "Size", kind: "fit", unknown: 0, lift: 2, ...few }],
    });
    expect(queryCells(".o_icp_backtest_tiers tbody tr")).toEqual(["A", "3", "3", "too few to say"]);
    expect(queryCells(".o_icp_backtest_criteria tbody tr")).toEqual([
        "Size",
        "3",
        "too few to say",
        "0",
    ]);
});

test("what was left out is told with its reason", async () => {
    const left_out = [
        { name: "Stage", reason: "outcome" },
        { name: "Recent", reason: "date" },
    ];
    await mountBacktest({ left_out, changed_later: 3 });
    expect(queryAllTexts(".o_icp_left_out li")).toEqual([
        "“Stage” looks at the result of the deal, which nobody knew before it closed.",
        "“Recent” looks at today's date, not at the day on which a deal closed.",
        "Deals on which something that a criterion looks at was changed after they closed: 3.",
        "Odoo keeps no history of a customer's own fields, so today's values were used for them.",
    ]);
});

test("without closed deals there is no chart but a sentence", async () => {
    await mountBacktest({ total: 0, won: 0 });
    expect(".o_icp_backtest_empty").toHaveText(
        "No deal was closed in the last 12 months, so there is nothing to compare with."
    );
    expect("canvas").toHaveCount(0);
});

test("criteria that cannot be judged leave nothing to count", async () => {
    const left_out = [{ name: "Stage", reason: "outcome" }];
    await mountBacktest({ total: 0, won: 0, tiers: [], criteria: [], left_out });
    expect(".o_icp_backtest_empty").toHaveText(
        "None of the criteria that give points can be judged on closed deals."
    );
    expect(".o_icp_left_out li:contains(Stage)").toHaveCount(1);
});
