import { expect, test } from "@odoo/hoot";
import { fields, mountView } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

async function mountCards(...cards) {
    CrmLead._fields.lacks_next_action = fields.Boolean();
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
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="lacks_next_action" widget="next_action"/>
                    </t>
                </templates>
            </kanban>`,
    });
}

test("a deal of which the server says that nothing is planned is marked", async () => {
    await mountCards({ lacks_next_action: true }, { lacks_next_action: false });
    expect(".o_next_action_missing").toHaveCount(1);
    expect(".o_kanban_record:contains(Deal 0) .o_next_action_missing").toHaveAttribute(
        "aria-label",
        "No next action: nothing is planned on this deal"
    );
});
