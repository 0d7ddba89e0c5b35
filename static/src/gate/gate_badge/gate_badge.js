import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** How much of what the next stage asks for is there, as "3/5". */
export class GateBadgeField extends Component {
    static template = "crm_playbook.GateBadgeField";
    static props = { ...standardFieldProps };

    get asked() {
        return this.props.record.data.gate_criterion_count;
    }

    get met() {
        return this.asked - this.props.record.data[this.props.name];
    }

    get isComplete() {
        return this.met === this.asked;
    }

    get title() {
        if (this.isComplete) {
            return _t("Ready for the next stage");
        }
        return _t("Missing for the next stage:\n%s", this.props.record.data.gate_missing_names);
    }
}

export const gateBadgeField = {
    component: GateBadgeField,
    displayName: _t("Gate Badge"),
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "gate_criterion_count", type: "integer" },
        { name: "gate_missing_names", type: "char" },
    ],
    isEmpty: (record) => !record.data.gate_criterion_count,
};

registry.category("fields").add("gate_badge", gateBadgeField);
