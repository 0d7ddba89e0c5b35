import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** What will be made, line by line. */
export class HandoverPreviewField extends Component {
    static template = "crm_playbook.HandoverPreviewField";
    static props = { ...standardFieldProps };

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("handover_preview", {
    component: HandoverPreviewField,
    supportedTypes: ["json"],
});
