import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { DealFacts } from "@crm_playbook/deal/deal_facts/deal_facts";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import { FACT } from "@crm_playbook/../tests/review/review_test_helpers";

class CrmTalk extends models.Model {
    _name = "crm.talk";

    deal_id = fields.Many2one({ relation: "crm.lead" });
    _records = [
        { id: 1, deal_id: 11 },
        { id: 2, deal_id: false },
    ];
}

definePlaybookModels();
defineModels([CrmTalk]);

const FORM = /* xml */ `
    <form><field name="deal_id"/><widget name="deal_facts" lead_field="deal_id"/></form>`;

function addDeals() {
    CrmLead._records = [
        { id: 11, name: "Line 4" },
        { id: 12, name: "Line 5" },
    ];
}

async function mountTalk(resId) {
    addDeals();
    await mountView({ resModel: "crm.talk", type: "form", resId, arch: FORM });
}

test("the facts of the deal of a form, each with how bad it is", async () => {
    onRpc("crm.lead", "get_deal_facts", ({ args }) => {
        expect.step(args);
        return [FACT, { ...FACT, code: "score", label: "Score", text: "67", severity: "new" }];
    });
    await mountTalk(1);
    expect.verifySteps([[11]]);
    expect(queryAllTexts(".o_deal_fact dt")).toEqual(["Next action", "Score"]);
    expect(".o_deal_fact .text-danger").toHaveAttribute("aria-label", "At risk");
    expect(".o_deal_fact:last i").toHaveAttribute("role", "presentation");
});

test("the facts follow the deal that is chosen", async () => {
    onRpc("crm.lead", "get_deal_facts", ({ args: [id] }) => [{ ...FACT, text: `Deal ${id}` }]);
    await mountTalk(1);
    expect(".o_deal_fact dd").toHaveText("Deal 11");
    await contains(".o_field_widget[name=deal_id] input").click();
    await contains(".o-autocomplete--dropdown-item:contains(Line 5)").click();
    expect(".o_deal_fact dd").toHaveText("Deal 12");
});

test("kinds of facts that stand elsewhere are left out", async () => {
    addDeals();
    onRpc("crm.lead", "get_deal_facts", () => [FACT, { ...FACT, code: "signals" }]);
    await mountWithCleanup(DealFacts, { props: { leadId: 11, without: ["signals"] } });
    expect(".o_deal_fact").toHaveCount(1);
});

test("without a deal there are none", async () => {
    onRpc("crm.lead", "get_deal_facts", () => expect.step("asked"));
    await mountTalk(2);
    expect(".o_deal_facts").toHaveCount(0);
    expect.verifySteps([]);
});

test("a deal that may not be read is a sentence", async () => {
    onRpc("crm.lead", "get_deal_facts", () => {
        throw makeServerError({ type: "AccessError" });
    });
    await mountTalk(1);
    expect(".o_deal_facts").toHaveText("The facts of this deal cannot be read.");
    expect(".modal").toHaveCount(0);
});
