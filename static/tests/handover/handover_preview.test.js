import { expect, test } from "@odoo/hoot";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

class HandoverWizard extends models.Model {
    _name = "crm.handover.wizard";

    preview = fields.Json();
}

definePlaybookModels();
defineModels({ HandoverWizard });

test("the preview lists what will be made, and text stays text", async () => {
    HandoverWizard._records = [
        {
            id: 1,
            preview: [
                { icon: "fa-inbox", text: "The packet goes to Cleo." },
                { icon: "fa-ban", text: "<b>No project</b> is made." },
            ],
        },
    ];
    await mountView({
        resModel: "crm.handover.wizard",
        resId: 1,
        type: "form",
        arch: `<form><field name="preview" widget="handover_preview" nolabel="1"/></form>`,
    });
    expect(".o_handover_preview li").toHaveCount(2);
    expect(".o_handover_preview li:eq(1)").toHaveText("<b>No project</b> is made.");
    expect(".o_handover_preview .fa-inbox").toHaveCount(1);
});
