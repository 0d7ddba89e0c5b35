import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useFormAnswer } from "@crm_playbook/deal/form_answer/form_answer";
import { canFocusField, focusField } from "@crm_playbook/deal/form_focus/form_focus";
import { IcpCard } from "@crm_playbook/icp/icp_card/icp_card";
import { getTierLetter, IcpPill } from "@crm_playbook/icp/icp_pill/icp_pill";

import { Component, useRef, useState } from "@odoo/owl";

/** The score of a lead on its form, as it is while somebody edits; it opens the card. */
export class IcpScore extends Component {
    static template = "crm_playbook.IcpScore";
    static components = { IcpPill };
    static props = { ...standardWidgetProps };

    setup() {
        this.form = useFormAnswer("get_icp_card");
        this.rootRef = useRef("root");
        this.state = useState({ isOpen: false });
        this.popover = usePopover(IcpCard, {
            animation: false,
            popoverClass: "o_icp_card_popover",
            position: "bottom-start",
            onClose: () => (this.state.isOpen = false),
        });
    }

    /** The card, or null where no profile is meant for the lead. */
    get card() {
        const card = this.form.answer.value;
        return card?.profile ? card : null;
    }

    get pill() {
        const { tier, score, lines } = this.card;
        const disqualifier = lines.find(
            (line) => line.kind === "disqualifier" && line.state === "matched"
        );
        return { tier, score, disqualified: Boolean(disqualifier), reason: disqualifier?.name };
    }

    get label() {
        const { pill } = this;
        const values = { tier: getTierLetter(pill.tier), score: pill.score };
        if (pill.tier === "unknown" && !pill.disqualified) {
            return _t("Not enough known for a tier, score %s. Explain", pill.score);
        }
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

export const icpScore = { component: IcpScore };

registry.category("view_widgets").add("icp_score", icpScore);
