import { expect, test } from "@odoo/hoot";
import { mountView } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const KANBAN = /* xml */ `
    <kanban>
        <templates>
            <t t-name="card">
                <field name="name"/>
                <field name="handover_state" widget="handover_badge"/>
            </t>
        </templates>
    </kanban>`;

async function mountBadge(state) {
    CrmLead._records = [{ id: 1, name: "Deal", handover_state: state }];
    await mountView({ resModel: "crm.lead", type: "kanban", arch: KANBAN });
}

test("the badge says by a word and a colour where the handover is", async () => {
    await mountBadge("returned");
    expect(".o_handover_badge").toHaveText("Returned");
    expect(".o_handover_badge").toHaveClass("o_handover_badge_returned");
    expect(".o_handover_badge").toHaveAttribute("aria-label", "Handover: Returned");
});

test("a deal without a handover has no badge", async () => {
    await mountBadge(false);
    expect(".o_handover_badge").toHaveCount(0);
});
