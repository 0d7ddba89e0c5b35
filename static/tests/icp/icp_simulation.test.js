import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mountView, preloadBundle } from "@web/../tests/web_test_helpers";

import {
    CrmIcpSimulation,
    definePlaybookModels,
    makeResult,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();
preloadBundle("web.chartjs_lib");

async function mountResult(result) {
    CrmIcpSimulation._records = [{ id: 1, result }];
    await mountView({
        resModel: "crm.icp.simulation",
        resId: 1,
        type: "form",
        arch: `<form><field name="result" widget="icp_simulation"/></form>`,
    });
}

test("a simulation shows open leads first, then closed deals", async () => {
    await mountResult(makeResult());
    expect(queryAllTexts(".o_icp_pipeline tbody th")).toEqual(["A", "B", "C", "D", "Not scored"]);
    expect(".o_icp_win_rate_chart canvas[role=img]").toHaveCount(1);
    expect(queryAllTexts(".o_icp_backtest_criteria tbody th")).toEqual(["50 to 500 people"]);
});

test("what has not run yet shows nothing", async () => {
    await mountResult(false);
    expect(".o_icp_pipeline, .o_icp_backtest_tiers").toHaveCount(0);
});
