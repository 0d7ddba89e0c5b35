import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";

import { IcpPipeline } from "@crm_playbook/icp/icp_pipeline/icp_pipeline";

import { definePlaybookModels, makeResult } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const mountPipeline = (values) =>
    mountWithCleanup(IcpPipeline, {
        props: { pipeline: makeResult({ pipeline: values }).pipeline },
    });

function queryCells(row) {
    return queryAllTexts(`${row} > :is(th, td)`);
}

test("open leads are counted per tier, now and then", async () => {
    await mountPipeline();
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
    await mountPipeline({ moves });
    expect(queryAllTexts(".o_icp_moves .o_icp_pill")).toEqual(["D", "Disqualified", "B", "A"]);
    expect(queryAllTexts(".o_icp_moves b")).toEqual(["7", "5"]);
});

test("without open leads the pipeline says so", async () => {
    await mountPipeline({ total: 0, moves: [] });
    expect(".o_icp_pipeline_empty").toHaveCount(1);
    expect(".o_icp_pipeline").toHaveCount(0);
});

test("a profile that moves no lead says so", async () => {
    await mountPipeline({ moves: [] });
    expect("p:contains(No open lead would change its tier)").toHaveCount(1);
});
