import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    fields,
    makeServerError,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, xml } from "@odoo/owl";

import { useFormAnswer } from "@crm_playbook/deal/form_answer/form_answer";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const FORM = /* xml */ `
    <form><widget name="echo"/><field name="name"/><field name="phone"/><field name="stage_id"/></form>`;

/** Shows what `get_echo` of the deal answers. */
class Echo extends Component {
    static template = xml`
        <span class="echo" t-out="form.answer.error or form.answer.value.text"/>
        <button class="again" t-on-click="() => form.refresh(props.record)"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        this.form = useFormAnswer("get_echo");
    }
}

/** Open a form that asks for the echo; each question is a step: what was edited. */
async function openForm({ resId = 1, resIds } = {}) {
    registry.category("view_widgets").add("echo", { component: Echo }, { force: true });
    CrmLead._records = [
        { id: 1, name: "Line 4", phone: "1" },
        { id: 2, name: "Line 5" },
    ];
    onRpc("crm.lead", "get_echo", ({ args, kwargs }) => {
        const { values } = kwargs;
        expect.step([args[0], values && [values.name, values.phone, values.stage_id]]);
        return { text: `${args[0]} ${values?.name || ""}`, watched: ["name", "vat"] };
    });
    await mountView({ resModel: "crm.lead", type: "form", arch: FORM, resId, resIds });
}

async function edit(name, text) {
    await contains(`.o_field_widget[name=${name}] input`).edit(text);
    await animationFrame();
}

test("a saved record is asked for as it is, once", async () => {
    await openForm();
    expect(".echo").toHaveText("1");
    await animationFrame();
    expect.verifySteps([[[1], undefined]]);
});

test("an edit of what is watched is asked about, with all that the form holds", async () => {
    await openForm();
    await edit("phone", "2");
    expect.verifySteps([[[1], undefined]]);
    await edit("name", "Line 6");
    expect.verifySteps([[[1], ["Line 6", "2", false]]]);
    expect(".echo").toHaveText("1 Line 6");
});

test("what is watched and follows from an edit is asked about", async () => {
    CrmLead._fields.phone = fields.Char({ onChange: (record) => (record.name = "Renamed") });
    await openForm();
    await edit("phone", "2");
    expect.verifySteps([
        [[1], undefined],
        [[1], ["Renamed", "2", false]],
    ]);
});

test("it is asked again when the record is saved, and when edits are discarded", async () => {
    await openForm();
    await edit("phone", "2");
    await contains(".o_form_button_save").click();
    await animationFrame();
    expect.verifySteps([
        [[1], undefined],
        [[1], undefined],
    ]);
    await edit("name", "Line 6");
    await contains(".o_form_button_cancel").click();
    await animationFrame();
    expect.verifySteps([
        [[1], ["Line 6", "2", false]],
        [[1], undefined],
    ]);
    expect(".echo").toHaveText("1");
});

test("the next record is asked about, and the answer about this one goes", async () => {
    await openForm({ resIds: [1, 2] });
    await contains(".o_pager_next").click();
    expect(".echo").toHaveText("2");
    expect.verifySteps([
        [[1], undefined],
        [[2], undefined],
    ]);
});

test("a new record is asked about with all values", async () => {
    await openForm({ resId: false });
    expect.verifySteps([[[], [false, false, false]]]);
    await edit("name", "New");
    expect.verifySteps([[[], ["New", false, false]]]);
});

test("a refusal is said, and asked about again after any edit", async () => {
    await openForm();
    let isRefused = true;
    onRpc("crm.lead", "get_echo", () => {
        if (isRefused) {
            throw makeServerError({ message: "You may not" });
        }
    });
    await contains(".again").click();
    expect(".echo").toHaveText("You may not");
    isRefused = false;
    await edit("phone", "2");
    expect(".echo").toHaveText("1 Line 4");
    expect.verifySteps([
        [[1], undefined],
        [[1], ["Line 4", "2", false]],
    ]);
});
