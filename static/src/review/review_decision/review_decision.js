import { _t } from "@web/core/l10n/translation";

import { Component, useEffect, useRef } from "@odoo/owl";

export const DECISIONS = [
    { name: "keep", label: _t("Keep"), icon: "fa-check" },
    { name: "forecast", label: _t("Change forecast"), icon: "fa-calendar" },
    { name: "help", label: _t("Help needed"), icon: "fa-life-ring" },
    { name: "disqualify", label: _t("Disqualify"), icon: "fa-ban" },
    { name: "lost", label: _t("Lost"), icon: "fa-thumbs-down" },
];
const ENDINGS = ["disqualify", "lost"];

/** Return what the fields of a decision start with: what was decided, or the deal as it is. */
export function makeDraft(line, userId) {
    return {
        decision: line.decision || "",
        note: line.note,
        date: line.new_date_deadline || line.date_deadline || "",
        amount: line.new_amount || line.expected_revenue || 0,
        reasonId: line.lost_reason_id || "",
        stepSummary: line.step.summary,
        stepUserId: line.step.user_id || line.salesperson_id || userId,
        stepDate: line.step.date || "",
    };
}

/** Return the named arguments of `crm.deal.review.line.action_decide`. */
export function makeArguments(draft, line) {
    const values = { decision: draft.decision, note: draft.note, revision: line.revision };
    if (draft.decision === "forecast") {
        values.date_deadline = draft.date || false;
        if (Number(draft.amount) !== line.expected_revenue) {
            values.expected_revenue = Number(draft.amount);
        }
    }
    if (ENDINGS.includes(draft.decision)) {
        values.lost_reason_id = Number(draft.reasonId) || false;
    }
    if (draft.stepSummary || draft.stepDate) {
        values.step = {
            summary: draft.stepSummary,
            user_id: Number(draft.stepUserId) || false,
            date: draft.stepDate || false,
        };
    }
    return values;
}

/** What is decided about a deal, and the next step. The draft belongs to whoever shows this. */
export class ReviewDecision extends Component {
    static template = "crm_playbook.ReviewDecision";
    static props = {
        line: Object,
        draft: Object,
        owners: Array,
        lostReasons: Array,
        isDisabled: Boolean,
        onDecide: Function,
    };

    setup() {
        this.decisions = DECISIONS;
        this.rootRef = useRef("root");
        // A refusal is read out and seen where it is.
        this.refusalRef = useRef("refusal");
        useEffect(
            () => {
                this.refusalRef.el?.scrollIntoView({ block: "nearest" });
            },
            () => [this.props.line.refusal]
        );
    }

    get isEnding() {
        return ENDINGS.includes(this.props.draft.decision);
    }

    get decideLabel() {
        return this.props.line.state === "decided" ? _t("Decide again") : _t("Decide");
    }

    choose(name) {
        this.props.draft.decision = name;
    }
}
