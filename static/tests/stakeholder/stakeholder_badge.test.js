import { expect, test } from "@odoo/hoot";
import { hover } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView, onRpc } from "@web/../tests/web_test_helpers";

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

test("the badge says how many are engaged, and pointed at why it has its colour", async () => {
    onRpc("crm.lead", "get_stakeholder_sentences", ({ args }) => {
        expect.step(args);
        return ["Only one person is engaged.", "Nobody pays."];
    });
    await mountBadge({ engaged: 1, needed: 3, health: "red" });
    expect(".o_stakeholder_badge").toHaveText("1/3");
    expect(".o_stakeholder_badge").toHaveClass("o_stakeholder_badge_red");
    const title = "Relations are at risk\n1 people engaged, 3 needed";
    expect(".o_stakeholder_badge").toHaveAttribute("aria-label", title);
    expect.verifySteps([]);
    await hover(".o_stakeholder_badge");
    await animationFrame();
    const explained = `${title}\nOnly one person is engaged.\nNobody pays.`;
    expect(".o_stakeholder_badge").toHaveAttribute("title", explained);
    await hover(".o_kanban_record");
    await hover(".o_stakeholder_badge");
    expect.verifySteps([[1]]);
});

test("a deal without a map has no badge", async () => {
    await mountBadge(false);
    expect(".o_stakeholder_badge").toHaveCount(0);
});
