import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { canFocusField, focusField } from "@crm_playbook/core/form_focus/form_focus";
import { IcpCard } from "@crm_playbook/icp/icp_card/icp_card";
import { IcpPill } from "@crm_playbook/icp/icp_pill/icp_pill";

import { Component, useRef, useState } from "@odoo/owl";

/**
 * Return what the badge says about a lead, or null when it was not scored. In a form the card
 * decides: it follows the edit, and it is what the badge opens.
 */
function getBadge({ data }, name) {
    const card = data.icp_card || null;
    const tier = card ? card.tier : data[name];
    if (!tier) {
        return null;
    }
    const disqualifier = card?.lines.find(
        (line) => line.kind === "disqualifier" && line.state === "matched"
    );
    return {
        tier,
        score: card ? card.score : data.icp_score,
        disqualified: card ? Boolean(disqualifier) : data.icp_disqualified,
        reason: disqualifier?.name || data.icp_disqualifier_id?.display_name,
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

    get badge() {
        return getBadge(this.props.record, this.props.name);
    }

    get card() {
        return this.props.record.data.icp_card;
    }

    get buttonLabel() {
        const { badge } = this;
        const values = { tier: badge.tier.toUpperCase(), score: badge.score };
        return badge.disqualified
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
    supportedTypes: ["selection"],
    fieldDependencies: [
        { name: "icp_score", type: "integer" },
        { name: "icp_disqualified", type: "boolean" },
        { name: "icp_disqualifier_id", type: "many2one" },
    ],
    isEmpty: (record, name) => !getBadge(record, name),
};

registry.category("fields").add("icp_badge", icpBadgeField);
