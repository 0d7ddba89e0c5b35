import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** A criterion that asks for roles leads to the map, where they are given, from the form. */
function getRolesActions(line, { openPage }) {
    if (line.state === "met" || !openPage) {
        return [];
    }
    const run = () => openPage("stakeholders");
    return [{ name: "map", label: _t("Open the map"), isPrimary: true, run }];
}

registry.category("crm_playbook.gate_line_actions").add("roles", getRolesActions);
