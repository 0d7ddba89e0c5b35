import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

import { IcpPill } from "@crm_playbook/icp/icp_pill/icp_pill";

import { Component } from "@odoo/owl";

const UNKNOWN = { word: _t("Unknown"), icon: "fa-question-circle text-warning" };
const WELCOME = {
    matched: { word: _t("Matched"), icon: "fa-check-circle text-success" },
    missed: { word: _t("Missed"), icon: "fa-times-circle text-danger" },
    unknown: UNKNOWN,
};
const UNWELCOME = {
    matched: { word: _t("Matched"), icon: "fa-exclamation-circle text-danger" },
    missed: { word: _t("Does not apply"), icon: "fa-check-circle text-muted" },
    unknown: UNKNOWN,
};

/** What an ICP score is made of; the points of the lines add up to the score. */
export class IcpCard extends Component {
    static template = "crm_playbook.IcpCard";
    static components = { IcpPill };
    static props = {
        card: Object,
        canFill: Function,
        onFill: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        const { card } = this.props;
        this.digits = card.lines.every((line) => Number.isInteger(line.points)) ? 0 : 2;
    }

    get label() {
        return _t("Why this score: %s", this.props.card.profile);
    }

    get disqualifier() {
        return this.props.card.lines.find(
            (line) => line.kind === "disqualifier" && line.state === "matched"
        );
    }

    /** Tiers from left to right on a scale from 0 to 100. */
    get scale() {
        const limits = [...this.props.card.tier_minimums].reverse();
        return ["d", "c", "b", "a"].map((tier, index) => {
            const from = index ? limits[index - 1] : 0;
            return { tier, from, width: (limits[index] ?? 100) - from };
        });
    }

    getState({ kind, state, weight }) {
        return (kind === "disqualifier" || weight < 0 ? UNWELCOME : WELCOME)[state];
    }

    getPoints({ kind, state, points }) {
        if (kind === "disqualifier") {
            return state === "matched" ? _t("Disqualifies") : "–";
        }
        const text = points ? formatFloat(points, { digits: [16, this.digits] }) : "0";
        return points > 0 ? `+${text}` : text;
    }

    getPointsClass({ kind, state, points }) {
        if (points < 0 || (kind === "disqualifier" && state === "matched")) {
            return "text-danger";
        }
        return points > 0 ? "fw-bolder" : "text-muted";
    }
}
