import { expect, test } from "@odoo/hoot";
import { mountView } from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

async function mountCard(gate_badge) {
    CrmLead._records = [{ id: 1, name: "Deal", gate_badge }];
    await mountView({
        resModel: "crm.lead",
        type: "kanban",
        arch: /* xml */ `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="gate_badge" widget="gate_badge"/>
                    </t>
                </templates>
            </kanban>`,
    });
}

test("a card shows how much is met, and names what is missing", async () => {
    await mountCard({ asked: 5, missing: ["Budget is known", "Legal agreed"] });
    expect(".o_gate_badge").toHaveText("3/5");
    const title = "Missing for the next stage:\nBudget is known\nLegal agreed";
    expect(".o_gate_badge").toHaveAttribute("title", title);
    expect(".o_gate_badge").toHaveAttribute("aria-label", title);
    expect(".o_gate_badge_slow").toHaveCount(0);
});

test("a card with everything met is ready", async () => {
    await mountCard({ asked: 2 });
    expect(".o_gate_badge").toHaveText("2/2");
    expect(".o_gate_badge").toHaveClass("o_gate_badge_complete");
    expect(".o_gate_badge").toHaveAttribute("title", "Ready for the next stage");
});

test("a slow deal carries an hourglass that says why", async () => {
    await mountCard({ slow: "90 days in this stage" });
    expect(".o_gate_badge_slow").toHaveAttribute("title", "90 days in this stage");
    expect(".o_gate_badge").toHaveCount(0);
});

test("a card of which nothing is asked shows nothing", async () => {
    await mountCard(false);
    expect(".o_gate_badge").toHaveCount(0);
    expect(".o_kanban_record:first").toHaveText("Deal");
});
