import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { IcpPill } from "@crm_playbook/icp/icp_pill/icp_pill";

import { Component } from "@odoo/owl";

/**
 * Return what the pill says about a lead, or null when it was not scored. On a column that sorts
 * by tier the badge comes along as a field of its own.
 */
function getPill({ data }, name) {
    const value = typeof data[name] === "string" ? data.icp_badge : data[name];
    if (!value) {
        return null;
    }
    const { tier, score, disqualifier } = value;
    return { tier, score, disqualified: Boolean(disqualifier), reason: disqualifier };
}

/** The score of a lead on a card or in a row. */
export class IcpBadgeField extends Component {
    static template = "crm_playbook.IcpBadgeField";
    static components = { IcpPill };
    static props = { ...standardFieldProps };

    get pill() {
        return getPill(this.props.record, this.props.name);
    }
}

export const icpBadgeField = {
    component: IcpBadgeField,
    displayName: _t("ICP Badge"),
    supportedTypes: ["json", "selection"],
    fieldDependencies: ({ type }) =>
        type === "selection" ? [{ name: "icp_badge", type: "json" }] : [],
    isEmpty: (record, name) => !getPill(record, name),
};

registry.category("fields").add("icp_badge", icpBadgeField);
