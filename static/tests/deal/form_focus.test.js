import { expect, getFixture, test } from "@odoo/hoot";

import { canFocusField, focusField, openPage } from "@crm_playbook/deal/form_focus/form_focus";

const ARCH = /* xml */ `
    <form>
        <field name="phone"/>
        <field name="email" invisible="is_quiet"/>
        <field name="order_ids"><list><field name="amount"/></list></field>
        <notebook>
            <page name="money"><field name="budget"/></page>
            <page><field name="note"/></page>
        </notebook>
    </form>`;

function parse(arch) {
    return new DOMParser().parseFromString(arch, "text/xml").documentElement;
}

function makeRecord(values, isInEdition = true) {
    return { isInEdition, evalContextWithVirtualIds: { is_quiet: false, ...values } };
}

/** Stand for a rendered form: a page is drawn when its tab is clicked. */
function drawForm() {
    const root = getFixture();
    root.innerHTML = `
        <div class="o_field_widget" name="phone"><input class="o_input"/></div>
        <div class="o_notebook"><a class="nav-link" name="money"></a><div class="page"></div></div>`;
    root.querySelector(".nav-link").addEventListener("click", () => {
        expect.step("page");
        root.querySelector(".page").innerHTML =
            `<div class="o_field_widget" name="budget"><input class="o_input"/></div>`;
    });
    return root;
}

test("a field can be reached where the form shows it", () => {
    const arch = parse(ARCH);
    const reached = ["phone", "email", "budget", "amount", "note", "vat"].filter((name) =>
        canFocusField(arch, makeRecord(), name)
    );
    expect(reached).toEqual(["phone", "email", "budget"], {
        message: "not those of rows, of pages without a name, and those that are not there",
    });
});

test("a field that the form hides cannot be reached", () => {
    expect(canFocusField(parse(ARCH), makeRecord({ is_quiet: true }), "email")).toBe(false);
});

test("a form that is only read, or is none, has nothing to fill in", () => {
    expect(canFocusField(parse(ARCH), makeRecord({}, false), "phone")).toBe(false);
    expect(canFocusField(undefined, makeRecord(), "phone")).toBe(false);
});

test("the focus goes into a field", async () => {
    await focusField(drawForm(), parse(ARCH), makeRecord(), "phone");
    expect("[name=phone] input").toBeFocused();
    expect.verifySteps([]);
});

test("the page of a field is opened first", async () => {
    await focusField(drawForm(), parse(ARCH), makeRecord(), "budget");
    expect("[name=budget] input").toBeFocused();
    expect.verifySteps(["page"]);
});

test("a page that never comes is not waited for without end", async () => {
    await openPage(drawForm(), "people");
    expect.verifySteps([]);
});
