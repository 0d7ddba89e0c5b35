import { expect, test } from "@odoo/hoot";
import { contains, mountView } from "@web/../tests/web_test_helpers";

import {
    CrmLead,
    definePlaybookModels,
    makeOtherLine,
    makePanel,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const FORM = /* xml */ `
    <form>
        <sheet>
            <widget name="gate_panel"/>
            <notebook>
                <page name="notes" string="Notes"/>
                <page name="stakeholders" string="Stakeholders"><field name="name"/></page>
            </notebook>
        </sheet>
    </form>`;

async function mountPanel(line) {
    CrmLead._records = [{ id: 1, name: "Deal", panel: makePanel([line]) }];
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
}

test("roles that are missing lead to the map", async () => {
    await mountPanel(makeOtherLine("roles"));
    expect(".o_notebook .nav-link[name=stakeholders]").not.toHaveClass("active");
    await contains(".o_gate_panel [data-action=map]").click();
    expect(".o_notebook .nav-link[name=stakeholders]").toHaveClass("active");
});

test("roles that are covered ask for nothing", async () => {
    await mountPanel(makeOtherLine("roles", { state: "met" }));
    expect(".o_gate_panel [data-action]").toHaveCount(0);
});
