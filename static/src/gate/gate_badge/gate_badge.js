import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** How much of what the next stage asks for is there, as "3/5", and whether a deal is slow. */
export class GateBadgeField extends Component {
    static template = "crm_playbook.GateBadgeField";
    static props = { ...standardFieldProps };

    get badge() {
        return this.props.record.data[this.props.name];
    }

    get missing() {
        return this.badge.missing || [];
    }

    get isComplete() {
        return !this.missing.length;
    }

    get met() {
        return this.badge.asked - this.missing.length;
    }

    get title() {
        if (this.isComplete) {
            return _t("Ready for the next stage");
        }
        return _t("Missing for the next stage:\n%s", this.missing.join("\n"));
    }
}

export const gateBadgeField = {
    component: GateBadgeField,
    displayName: _t("Gate Badge"),
    supportedTypes: ["json"],
    isEmpty: (record, name) => !record.data[name],
};

registry.category("fields").add("gate_badge", gateBadgeField);
