import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

const TEXTS = ["Talks", "Asks", "Asks well", "Follows up", "Sees it anew"];

class CrmCoachingRating extends models.Model {
    _name = "crm.coaching.rating";

    level = fields.Integer();
    level_texts = fields.Json();
}

definePlaybookModels();
defineModels([CrmCoachingRating]);

async function mountLevel(values, readonly = false) {
    CrmCoachingRating._records = [{ id: 1, level_texts: TEXTS, ...values }];
    await mountView({
        type: "form",
        resModel: "crm.coaching.rating",
        resId: 1,
        arch: `<form><field name="level" widget="coaching_level" ${
            readonly ? 'readonly="1"' : ""
        }/></form>`,
    });
}

test("each level says what it looks like", async () => {
    await mountLevel({ level: 2 });
    expect(".o_coaching_level [role=radio]").toHaveCount(5);
    expect(".o_coaching_level .fa-circle").toHaveCount(2);
    expect(".o_coaching_level [data-level='4']").toHaveAttribute("title", "4: Follows up");
    expect(".o_coaching_level [aria-checked=true]").toHaveAttribute("data-level", "2");
});

test("a click rates, and a second one takes it back", async () => {
    await mountLevel({ level: 0 });
    await click(".o_coaching_level [data-level='3']");
    await animationFrame();
    expect(".o_coaching_level .fa-circle").toHaveCount(3);
    await click(".o_coaching_level [data-level='3']");
    await animationFrame();
    expect(".o_coaching_level .fa-circle").toHaveCount(0);
});

test("whoever only reads sees the level with its text", async () => {
    await mountLevel({ level: 5 }, true);
    expect(".o_coaching_level [role=radio]").toHaveCount(0);
    expect(".o_coaching_level").toHaveAttribute("title", "5: Sees it anew");
});

test("what is not rated says so", async () => {
    await mountLevel({ level: 0, level_texts: false }, true);
    expect(".o_coaching_level").toHaveAttribute("title", "Not rated");
});
