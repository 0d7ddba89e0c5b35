import { expect, test } from "@odoo/hoot";
import { fields, mountView } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const STATES = ["overdue", "today", "planned"].map((state) => [state, state]);
const WON = ["won", "lost", "pending"].map((state) => [state, state]);

async function mountCards(...cards) {
    CrmLead._fields.activity_state = fields.Selection({ selection: STATES });
    CrmLead._fields.won_status = fields.Selection({ selection: WON });
    CrmLead._records = cards.map((values, index) => ({
        id: index + 1,
        name: `Deal ${index}`,
        ...values,
    }));
    await mountView({
        resModel: "crm.lead",
        type: "kanban",
        arch: /* xml */ `
            <kanban>
                <field name="won_status"/>
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="activity_state" widget="next_action"/>
                    </t>
                </templates>
            </kanban>`,
    });
}

test("an open deal on which nothing is planned is marked", async () => {
    await mountCards(
        { won_status: "pending" },
        { won_status: "pending", activity_state: "planned" },
        { won_status: "pending", activity_state: "overdue" }
    );
    expect(".o_next_action_missing").toHaveCount(1);
    expect(".o_kanban_record:contains(Deal 0) .o_next_action_missing").toHaveAttribute(
        "aria-label",
        "No next action: nothing is planned on this deal"
    );
});

test("deals that are won or lost need no next action", async () => {
    await mountCards({ won_status: "won" }, { won_status: "lost" });
    expect(".o_next_action_missing").toHaveCount(0);
});
