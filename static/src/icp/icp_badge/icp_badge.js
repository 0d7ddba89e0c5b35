import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { canFocusField, focusField } from "@crm_playbook/deal/form_focus/form_focus";
import { IcpCard } from "@crm_playbook/icp/icp_card/icp_card";
import { IcpPill } from "@crm_playbook/icp/icp_pill/icp_pill";

import { Component, useRef, useState } from "@odoo/owl";

/**
 * Return what the pill says about a lead, or null when it was not scored. The value of the
 * field is a badge, or on a form the whole card: it follows the edit, and the badge opens it.
 * On a column that sorts by tier the badge comes along as a field of its own.
 */
function getPill({ data }, name) {
    const value = typeof data[name] === "string" ? data.icp_badge : data[name];
    if (!value) {
        return null;
    }
    const disqualifier = value.lines
        ? value.lines.find((line) => line.kind === "disqualifier" && line.state === "matched")?.name
        : value.disqualifier;
    return {
        tier: value.tier,
        score: value.score,
        disqualified: Boolean(disqualifier),
        reason: disqualifier,
    };
}

export class IcpBadgeField extends Component {
    static template = "crm_playbook.IcpBadgeField";
    static components = { IcpPill };
    static props = { ...standardFieldProps };

    setup() {
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

    get card() {
        const value = this.props.record.data[this.props.name];
        return value?.lines ? value : null;
    }

    get buttonLabel() {
        const { pill } = this;
        const values = { tier: pill.tier.toUpperCase(), score: pill.score };
        return pill.disqualified
            ? _t("Disqualified. ICP tier %(tier)s, score %(score)s. Explain", values)
            : _t("ICP tier %(tier)s, score %(score)s. Explain", values);
    }

    onClick() {
        if (this.popover.isOpen) {
            this.popover.close();
            return;
        }
        this.popover.open(this.rootRef.el, {
            card: this.card,
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
    isEmpty: (record, name) => !getPill(record, name),
};

registry.category("fields").add("icp_badge", icpBadgeField);
