import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Marks open deals on which nothing is planned; the server says which. */
export class NextActionField extends Component {
    static template = "crm_playbook.NextActionField";
    static props = { ...standardFieldProps };

    get isMissing() {
        return this.props.record.data[this.props.name];
    }

    /** On a card there is no room for words. */
    get withWords() {
        return this.env.config.viewType !== "kanban";
    }
}

export const nextActionField = {
    component: NextActionField,
    displayName: _t("Next Action"),
    supportedTypes: ["boolean"],
    isEmpty: ({ data }, name) => !data[name],
};

registry.category("fields").add("next_action", nextActionField);
