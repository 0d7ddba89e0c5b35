import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Where the handover of a deal is, by a word and a colour. A deal without one shows nothing. */
export class HandoverBadgeField extends Component {
    static template = "crm_playbook.HandoverBadgeField";
    static props = { ...standardFieldProps };

    get state() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return Object.fromEntries(selection)[this.state];
    }

    get title() {
        return _t("Handover: %s", this.label);
    }
}

export const handoverBadgeField = {
    component: HandoverBadgeField,
    displayName: _t("Handover Badge"),
    supportedTypes: ["selection"],
    isEmpty: ({ data }, name) => !data[name],
};

registry.category("fields").add("handover_badge", handoverBadgeField);
