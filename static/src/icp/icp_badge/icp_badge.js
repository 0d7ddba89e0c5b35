import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { getEditedValues } from "@crm_playbook/deal/form_answer/form_answer";
import { canFocusField, focusField } from "@crm_playbook/deal/form_focus/form_focus";
import { IcpCard } from "@crm_playbook/icp/icp_card/icp_card";
import { IcpPill } from "@crm_playbook/icp/icp_pill/icp_pill";

import { Component, useRef, useState } from "@odoo/owl";

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

export class IcpBadgeField extends Component {
    static template = "crm_playbook.IcpBadgeField";
    static components = { IcpPill };
    static props = { ...standardFieldProps, hasCard: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.rootRef = useRef("root");
        this.state = useState({ isOpen: false });
        this.popover = usePopover(IcpCard, {
            animation: false,
            popoverClass: "o_icp_card_popover",
            position: "bottom-start",
            onClose: () => (this.state.isOpen = false),
        });
    }

    get pill() {
        return getPill(this.props.record, this.props.name);
    }

    get buttonLabel() {
        const { pill } = this;
        const values = { tier: pill.tier.toUpperCase(), score: pill.score };
        return pill.disqualified
            ? _t("Disqualified. ICP tier %(tier)s, score %(score)s. Explain", values)
            : _t("ICP tier %(tier)s, score %(score)s. Explain", values);
    }

    /** The card is asked for when somebody wants it, with what is edited on the form. */
    async onClick() {
        if (this.popover.isOpen) {
            this.popover.close();
            return;
        }
        const { context, resId, resModel } = this.props.record;
        const kwargs = { values: getEditedValues(this.props.record), context };
        const ids = resId ? [resId] : [];
        const card = await this.orm.call(resModel, "get_icp_card", [ids], kwargs);
        if (!card || this.popover.isOpen) {
            return;
        }
        this.popover.open(this.rootRef.el, {
            card,
            canFill: (name) => canFocusField(this.arch, this.props.record, name),
            onFill: (name) => this.fill(name),
        });
        this.state.isOpen = true;
    }

    get arch() {
        return this.env.config.viewArch;
    }

    /** Focuses before it closes: a popover gives the focus back only if it still has it. */
    async fill(name) {
        const form = this.rootRef.el.closest(".o_form_renderer");
        await focusField(form, this.arch, this.props.record, name);
        this.popover.close();
    }
}

export const icpBadgeField = {
    component: IcpBadgeField,
    displayName: _t("ICP Badge"),
    supportedTypes: ["json", "selection"],
    fieldDependencies: ({ type }) =>
        type === "selection" ? [{ name: "icp_badge", type: "json" }] : [],
    extractProps: ({ viewType }) => ({ hasCard: viewType === "form" }),
    isEmpty: (record, name) => !getPill(record, name),
};

registry.category("fields").add("icp_badge", icpBadgeField);
