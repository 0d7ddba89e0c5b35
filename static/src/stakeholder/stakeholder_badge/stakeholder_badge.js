import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { HEALTHS } from "@crm_playbook/stakeholder/stakeholder_words";

import { useService } from "@web/core/utils/hooks";

import { Component, useState } from "@odoo/owl";

/**
 * How many people are engaged, of how many it takes, coloured by how sound relations are. Why
 * that is so is asked for when somebody points at it: cards are many, and looks are few.
 */
export class StakeholderBadgeField extends Component {
    static template = "crm_playbook.StakeholderBadgeField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ sentences: [] });
    }

    async explain() {
        if (!this.asked) {
            this.asked = true;
            const { resId, resModel } = this.props.record;
            this.state.sentences = await this.orm.call(resModel, "get_stakeholder_sentences", [
                resId,
            ]);
        }
    }

    get badge() {
        return this.props.record.data[this.props.name];
    }

    get health() {
        return HEALTHS[this.badge.health];
    }

    get title() {
        const { engaged, needed } = this.badge;
        const counts = _t("%(engaged)s people engaged, %(needed)s needed", { engaged, needed });
        return [this.health.label, counts, ...this.state.sentences].join("\n");
    }
}

export const stakeholderBadgeField = {
    component: StakeholderBadgeField,
    displayName: _t("Stakeholder Badge"),
    supportedTypes: ["json"],
    isEmpty: ({ data }, name) => !data[name],
};

registry.category("fields").add("stakeholder_badge", stakeholderBadgeField);
