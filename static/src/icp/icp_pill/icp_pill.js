import { _t } from "@web/core/l10n/translation";

import { Component } from "@odoo/owl";

const OTHER_BUCKETS = {
    unknown: _t("Not Enough Known"),
    disqualified: _t("Disqualified"),
    none: _t("Not scored"),
};

/** Return what stands on a pill for a tier, or for too little being known for one. */
export function getTierLetter(tier) {
    return tier === "unknown" ? "?" : tier.toUpperCase();
}

/** Return the label of a tier, or of what a lead can be instead of having one. */
export function getBucketLabel(bucket) {
    return OTHER_BUCKETS[bucket] || bucket.toUpperCase();
}

/** A tier letter on its colour, with the score where it is given. */
export class IcpPill extends Component {
    static template = "crm_playbook.IcpPill";
    static props = {
        tier: String,
        score: { type: Number, optional: true },
        disqualified: { type: Boolean, optional: true },
        reason: { type: [String, { value: undefined }], optional: true },
    };

    get text() {
        const { tier, score } = this.props;
        const letter = getTierLetter(tier);
        return score === undefined || tier === "unknown" ? letter : `${letter} · ${score}`;
    }

    get title() {
        const { tier, score, disqualified, reason } = this.props;
        if (disqualified) {
            return reason ? _t("Disqualified: %s", reason) : _t("Disqualified");
        }
        if (tier === "unknown") {
            return _t("Not enough known for a tier");
        }
        return score === undefined
            ? _t("ICP tier %s", tier.toUpperCase())
            : _t("ICP tier %(tier)s, score %(score)s of 100", { tier: tier.toUpperCase(), score });
    }
}
