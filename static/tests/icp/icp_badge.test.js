import { expect, test } from "@odoo/hoot";
import { mountView } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const KANBAN = /* xml */ `
    <kanban>
        <templates>
            <t t-name="card"><field name="name"/><field name="icp_badge" widget="icp_badge"/></t>
        </templates>
    </kanban>`;

async function mountLead(values, view = { type: "kanban", arch: KANBAN }) {
    CrmLead._records = [{ id: 1, name: "Lead", ...values }];
    await mountView({ resModel: "crm.lead", ...view });
}

test("a scored lead shows tier and score", async () => {
    await mountLead({ icp_badge: { tier: "a", score: 84 } });
    expect(".o_icp_pill").toHaveText("A · 84");
    expect(".o_icp_pill").toHaveClass("o_icp_tier_a");
    expect(".o_icp_pill").toHaveAttribute("title", "ICP tier A, score 84 of 100");
});

test("a lead without a tier shows nothing", async () => {
    await mountLead({ icp_badge: false });
    expect(".o_kanban_record:first").toHaveText("Lead");
    expect(".o_icp_pill").toHaveCount(0);
});

test("a disqualified lead is struck through and names its disqualifier", async () => {
    const badge = { tier: "b", score: 70, disqualifier: "Works for a competitor" };
    await mountLead(
        { icp_tier: "b", icp_badge: badge },
        {
            type: "list",
            arch: `<list><field name="icp_tier" widget="icp_badge"/></list>`,
        }
    );
    expect(".o_icp_pill_disqualified s").toHaveText("B · 70");
    expect(".o_icp_pill_disqualified .fa-ban").toHaveCount(1);
    expect(".o_icp_pill").toHaveAttribute("title", "Disqualified: Works for a competitor");
});
