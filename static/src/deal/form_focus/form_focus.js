import { browser } from "@web/core/browser/browser";
import { evaluateBooleanExpr } from "@web/core/py_js/py";

const MAX_FRAMES = 20;
const FOCUSABLE = "input:not([type=hidden]), textarea, select, [contenteditable=true], button";

function isShown(node, record) {
    const condition = node.getAttribute("invisible");
    return !condition || !evaluateBooleanExpr(condition, record.evalContextWithVirtualIds);
}

function getPath(node, arch) {
    const path = [];
    for (let current = node; current && current !== arch; current = current.parentElement) {
        path.unshift(current);
    }
    return path;
}

/**
 * Return the notebook pages to open, outermost first, for a person to see this field in the
 * form; undefined where the form does not show it.
 *
 * @param {Element} arch of a form view
 * @param {import("@web/model/relational_model/record").Record} record
 * @param {string} fieldName
 */
function findPages(arch, record, fieldName) {
    for (const node of arch.querySelectorAll(`field[name="${fieldName}"]`)) {
        const path = getPath(node, arch);
        const inSubView = path.slice(0, -1).some((el) => el.tagName === "field");
        const pages = path
            .filter((el) => el.tagName === "page")
            .map((el) => el.getAttribute("name"));
        if (!inSubView && pages.every(Boolean) && path.every((el) => isShown(el, record))) {
            return pages;
        }
    }
}

async function waitFor(find) {
    for (let frame = 0; frame < MAX_FRAMES; frame++) {
        const found = find();
        if (found) {
            return found;
        }
        await new Promise((resolve) => browser.requestAnimationFrame(resolve));
    }
}

/** Open a page of the notebook of a form, once it is there. */
export async function openPage(root, name) {
    const tab = await waitFor(() => root.querySelector(`.o_notebook .nav-link[name="${name}"]`));
    tab?.click();
    tab?.scrollIntoView({ block: "center" });
}

/** Tell whether {@link focusField} can bring a person to this field. */
export function canFocusField(arch, record, fieldName) {
    return Boolean(arch && record.isInEdition && findPages(arch, record, fieldName));
}

/**
 * Put the focus into a field of the form, opening the notebook page it is on.
 *
 * @param {Element} root of the rendered form
 * @param {Element} arch of the form view
 * @param {import("@web/model/relational_model/record").Record} record
 * @param {string} fieldName
 */
export async function focusField(root, arch, record, fieldName) {
    for (const page of findPages(arch, record, fieldName) || []) {
        await openPage(root, page);
    }
    const widget = await waitFor(() => root.querySelector(`.o_field_widget[name="${fieldName}"]`));
    widget?.scrollIntoView({ block: "center" });
    widget?.querySelector(FOCUSABLE)?.focus();
}
