import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { DealFacts } from "@crm_playbook/deal/deal_facts/deal_facts";

import { Component } from "@odoo/owl";

/** `<widget name="deal_facts" lead_field="lead_id"/>`: the facts of the deal of a form. */
export class DealFactsWidget extends Component {
    static template = "crm_playbook.DealFactsWidget";
    static components = { DealFacts };
    static props = { ...standardWidgetProps, leadField: String };

    get leadId() {
        const value = this.props.record.data[this.props.leadField];
        return (value && value.id) || false;
    }
}

export const dealFactsWidget = {
    component: DealFactsWidget,
    extractProps: ({ attrs }) => ({ leadField: attrs.lead_field || "lead_id" }),
    supportedAttributes: [{ label: _t("Field of the deal"), name: "lead_field", type: "string" }],
};

registry.category("view_widgets").add("deal_facts", dealFactsWidget);
