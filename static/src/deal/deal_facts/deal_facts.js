import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

export const SEVERITIES = {
    danger: { icon: "fa-times-circle text-danger", word: _t("At risk") },
    warning: { icon: "fa-exclamation-circle text-warning", word: _t("Needs care") },
    success: { icon: "fa-check-circle text-success", word: _t("Fine") },
    neutral: { icon: "fa-circle-o text-muted", word: "" },
};

/** What is known about a deal, for whoever talks about it; the reader's rights hold. */
export class DealFacts extends Component {
    static template = "crm_playbook.DealFacts";
    static props = {
        leadId: { type: [Number, Boolean] },
        /** Changes where the facts may have changed. */
        revision: { type: [Number, String], optional: true },
        /** Kinds of facts that stand elsewhere. */
        without: { type: Array, optional: true },
    };
    static defaultProps = { revision: 0, without: [] };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ facts: [], isRefused: false });
        onWillStart(() => this.load(this.props.leadId));
        onWillUpdateProps(({ leadId, revision }) => {
            if (leadId !== this.props.leadId || revision !== this.props.revision) {
                return this.load(leadId);
            }
        });
    }

    /** A deal that is gone or may not be read, or no answer, is a sentence here, no dialog. */
    async load(leadId) {
        this.asked = leadId;
        let facts = [];
        let isRefused = false;
        if (leadId) {
            try {
                facts = await this.orm.silent.call("crm.lead", "get_deal_facts", [leadId]);
            } catch {
                isRefused = true;
            }
        }
        if (this.asked === leadId) {
            Object.assign(this.state, { facts, isRefused });
        }
    }

    get lines() {
        return this.state.facts
            .filter(({ code }) => !this.props.without.includes(code))
            .map((fact, index) => ({
                ...fact,
                ...(SEVERITIES[fact.severity] || SEVERITIES.neutral),
                key: `${fact.code}-${index}`,
            }));
    }
}
