import { expect, test } from "@odoo/hoot";
import { mountView } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

async function mountCard(values) {
    CrmLead._records = [{ id: 1, name: "Deal", ...values }];
    await mountView({
        resModel: "crm.lead",
        type: "kanban",
        arch: /* xml */ `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="gate_missing_count" widget="gate_badge"/>
                    </t>
                </templates>
            </kanban>`,
    });
}

test("a card shows how much is met, and names what is missing", async () => {
    await mountCard({
        gate_criterion_count: 5,
        gate_missing_count: 2,
        gate_missing_names: "Budget is known\nLegal agreed",
    });
    expect(".o_gate_badge").toHaveText("3/5");
    const title = "Missing for the next stage:\nBudget is known\nLegal agreed";
    expect(".o_gate_badge").toHaveAttribute("title", title);
    expect(".o_gate_badge").toHaveAttribute("aria-label", title);
});

test("a card with everything met is ready", async () => {
    await mountCard({ gate_criterion_count: 2, gate_missing_count: 0 });
    expect(".o_gate_badge").toHaveText("2/2");
    expect(".o_gate_badge").toHaveClass("o_gate_badge_complete");
    expect(".o_gate_badge").toHaveAttribute("title", "Ready for the next stage");
});

test("a card of which nothing is asked shows nothing", async () => {
    await mountCard({ gate_criterion_count: 0, gate_missing_count: 0 });
    expect(".o_gate_badge").toHaveCount(0);
    expect(".o_kanban_record:first").toHaveText("Deal");
});
