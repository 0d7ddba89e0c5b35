import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** An open deal on which nothing is planned: what the cards and rows hold anyway says so. */
function isUnplanned({ data }, name) {
    return !data[name] && (data.won_status || "pending") === "pending";
}

/** Marks open deals on which nothing is planned. */
export class NextActionField extends Component {
    static template = "crm_playbook.NextActionField";
    static props = { ...standardFieldProps };

    get isUnplanned() {
        return isUnplanned(this.props.record, this.props.name);
    }

    /** On a card there is no room for words. */
    get withWords() {
        return this.env.config.viewType !== "kanban";
    }
}

export const nextActionField = {
    component: NextActionField,
    displayName: _t("Next Action"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "won_status", type: "selection", selection: [] }],
    isEmpty: (record, name) => !isUnplanned(record, name),
};

registry.category("fields").add("next_action", nextActionField);
