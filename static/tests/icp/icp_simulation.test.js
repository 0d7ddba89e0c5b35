import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mountView, preloadBundle } from "@web/../tests/web_test_helpers";

import {
    CrmIcpSimulation,
    definePlaybookModels,
    makeRate,
    makeResult,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();
preloadBundle("web.chartjs_lib");

async function mountResult(values) {
    CrmIcpSimulation._records = [{ id: 1, result: makeResult(values) }];
    await mountView({
        resModel: "crm.icp.simulation",
        resId: 1,
        type: "form",
        arch: `<form><field name="result" widget="icp_simulation"/></form>`,
    });
}

function queryCells(row) {
    return queryAllTexts(`${row} > :is(th, td)`);
}

test("open leads are counted per tier, now and then", async () => {
    await mountResult();
    expect(queryAllTexts(".o_icp_pipeline tbody th")).toEqual(["A", "B", "C", "D", "Not scored"]);
    expect(queryCells(".o_icp_pipeline [data-bucket=a]").slice(1, 4)).toEqual(["0", "5", "+5"]);
    expect(queryCells(".o_icp_pipeline [data-bucket=none]").slice(1, 4)).toEqual([
        "12",
        "0",
        "-12",
    ]);
});

test("moves are listed with the largest first, leads that stay are not moves", async () => {
    const moves = [
        { now: "b", then: "a", count: 5 },
        { now: "c", then: "c", count: 30 },
        { now: "d", then: "disqualified", count: 7 },
    ];
    await mountResult({ pipeline: { moves } });
    expect(queryAllTexts(".o_icp_moves .o_icp_pill")).toEqual(["D", "Disqualified", "B", "A"]);
    expect(queryAllTexts(".o_icp_moves b")).toEqual(["7", "5"]);
});

test("without open leads the pipeline says so", async () => {
    await mountResult({ pipeline: { total: 0, moves: [] } });
    expect(".o_icp_pipeline_empty").toHaveCount(1);
    expect(".o_icp_pipeline").toHaveCount(0);
});

test("a profile that moves no lead says so", async () => {
    await mountResult({ pipeline: { moves: [] } });
    expect(".o_icp_simulation p:contains(No open lead would change its tier)").toHaveCount(1);
});

test("win rates come as a chart and as a table", async () => {
    await mountResult();
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
    await mountResult();
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
    await mountResult({
        backtest: {
            tiers: [{ key: "a", ...few }],
            criteria: [{ criterion_id: 1, name: "Size", kind: "fit", unknown: 0, lift: 2, ...few }],
        },
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
    await mountResult({ backtest: { left_out, changed_later: 3 } });
    expect(queryAllTexts(".o_icp_left_out li")).toEqual([
        "“Stage” looks at the result of the deal, which nobody knew before it closed.",
        "“Recent” looks at today's date, not at the day on which a deal closed.",
        "Deals on which something that a criterion looks at was changed after they closed: 3.",
        "Odoo keeps no history of a customer's own fields, so today's values were used for them.",
    ]);
});

test("without closed deals there is no chart but a sentence", async () => {
    await mountResult({ backtest: { total: 0, won: 0 } });
    expect(".o_icp_backtest_empty").toHaveText(
        "No deal was closed in the last 12 months, so there is nothing to compare with."
    );
    expect("canvas").toHaveCount(0);
});

test("criteria that cannot be judged leave nothing to count", async () => {
    const left_out = [{ name: "Stage", reason: "outcome" }];
    await mountResult({ backtest: { total: 0, won: 0, tiers: [], criteria: [], left_out } });
    expect(".o_icp_backtest_empty").toHaveText(
        "None of the criteria that give points can be judged on closed deals."
    );
    expect(".o_icp_left_out li:contains(Stage)").toHaveCount(1);
});
