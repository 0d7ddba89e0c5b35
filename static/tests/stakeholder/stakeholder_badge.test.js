import { expect, test } from "@odoo/hoot";
import { mountView } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const KANBAN = /* xml */ `
    <kanban>
        <templates>
            <t t-name="card">
                <field name="name"/>
                <field name="stakeholder_badge" widget="stakeholder_badge"/>
            </t>
        </templates>
    </kanban>`;

async function mountBadge(badge) {
    CrmLead._records = [{ id: 1, name: "Deal", stakeholder_badge: badge }];
    await mountView({ resModel: "crm.lead", type: "kanban", arch: KANBAN });
}

test("the badge says how many are engaged, and why it has its colour", async () => {
    const sentences = ["Only one person is engaged.", "Nobody pays."];
    await mountBadge({ engaged: 1, needed: 3, health: "red", sentences });
    expect(".o_stakeholder_badge").toHaveText("1/3");
    expect(".o_stakeholder_badge").toHaveClass("o_stakeholder_badge_red");
    const title = [
        "Relations are at risk",
        "1 people engaged, 3 needed",
        "Only one person is engaged.",
        "Nobody pays.",
    ].join("\n");
    expect(".o_stakeholder_badge").toHaveAttribute("aria-label", title);
});

test("a deal without a map has no badge", async () => {
    await mountBadge(false);
    expect(".o_stakeholder_badge").toHaveCount(0);
});
