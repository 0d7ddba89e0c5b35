import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { DealFacts } from "@crm_playbook/deal/deal_facts/deal_facts";
import {
    DECISIONS,
    makeArguments,
    makeDraft,
    ReviewDecision,
} from "@crm_playbook/review/review_decision/review_decision";

import { Component, markup, onWillStart, useRef, useState } from "@odoo/owl";

const STATES = {
    open: { icon: "fa-circle-o text-muted", word: _t("To decide") },
    decided: { icon: "fa-check-circle text-success", word: _t("Decided") },
    carried: { icon: "fa-repeat text-warning", word: _t("Comes back") },
    closed: { icon: "fa-ban text-muted", word: _t("No longer open") },
    refused: { icon: "fa-exclamation-circle text-danger", word: _t("Refused") },
};

/** The meeting of a deal review: one deal at a time, what we know, what we decide. */
export class ReviewMeeting extends Component {
    static template = "crm_playbook.ReviewMeeting";
    static components = { DealFacts, Layout, ReviewDecision };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.titleRef = useRef("title");
        const { params, context } = this.props.action;
        this.reviewId = params?.resId || context?.active_id;
        this.display = { controlPanel: {} };
        this.saidElsewhere = ["signals"];
        this.state = useState({ review: null, index: 0, drafts: {}, isRunning: false, said: "" });
        onWillStart(async () => {
            await this.load();
            this.state.index = Math.max(0, this.findOpen(0));
        });
        this.useKeys();
        this.decide = this.decide.bind(this);
    }

    /** Arrows go from deal to deal as one reads; figures choose; Ctrl+Enter decides. */
    useKeys() {
        const step = (arrow) => (arrow === localization.direction ? -1 : 1);
        const options = { allowRepeat: true };
        useHotkey("arrowright", () => this.go(step("rtl")), options);
        useHotkey("arrowleft", () => this.go(step("ltr")), options);
        DECISIONS.forEach(({ name }, index) =>
            useHotkey(String(index + 1), () => this.choose(name))
        );
        useHotkey("control+enter", () => this.decide(), { bypassEditableProtection: true });
    }

    async load() {
        this.state.review = this.reviewId
            ? await this.orm.call("crm.deal.review", "get_meeting", [this.reviewId])
            : null;
        this.state.index = Math.min(this.state.index, Math.max(0, this.lines.length - 1));
    }

    // --- what is shown -----------------------------------------------------------------

    get review() {
        return this.state.review;
    }

    get agenda() {
        return this.review.agenda && markup(this.review.agenda);
    }

    get lines() {
        return this.review?.lines || [];
    }

    get line() {
        return this.lines[this.state.index];
    }

    get isOpen() {
        return this.review.state === "running";
    }

    /** How many deals have a decision, how many have none, and how many need none any more. */
    get counts() {
        const count = (...states) =>
            this.lines.filter(({ state }) => states.includes(state)).length;
        return { decided: count("decided"), left: count("open", "carried"), over: count("closed") };
    }

    get progress() {
        const { decided, left } = this.counts;
        return decided + left ? Math.round((100 * decided) / (decided + left)) : 0;
    }

    get progressText() {
        const { decided, left, over } = this.counts;
        const parts = [_t("%(decided)s of %(count)s decided", { decided, count: decided + left })];
        if (left) {
            parts.push(_t("%s without a decision", left));
        }
        if (over) {
            parts.push(_t("%s no longer open", over));
        }
        return parts.join(" · ");
    }

    get position() {
        return _t("Deal %(position)s of %(count)s", {
            position: this.state.index + 1,
            count: this.lines.length,
        });
    }

    get draft() {
        const { line } = this;
        this.state.drafts[line.id] ||= makeDraft(line, this.review.user_id);
        return this.state.drafts[line.id];
    }

    /** People who may own a step: those of the review, and whoever has it already. */
    get owners() {
        const { owners } = this.review;
        const { step } = this.line;
        const isKnown = !step.user_id || owners.some(({ id }) => id === step.user_id);
        return isKnown ? owners : [...owners, { id: step.user_id, name: step.user }];
    }

    getState(line) {
        return STATES[line.refusal && line.state === "open" ? "refused" : line.state];
    }

    // --- going from deal to deal -------------------------------------------------------

    /** Return the place of the next deal without a decision, from here on and around. */
    findOpen(from) {
        const places = this.lines.map((_line, index) => (from + index) % this.lines.length);
        return places.find((place) => this.lines[place].state === "open") ?? -1;
    }

    go(step) {
        this.show(this.state.index + step);
    }

    show(index) {
        if (index >= 0 && index < this.lines.length) {
            this.state.index = index;
            this.state.said = `${this.position}: ${this.line.name}`;
            this.titleRef.el?.scrollIntoView({ block: "nearest" });
        }
    }

    choose(name) {
        if (this.line && this.isOpen && !this.state.isRunning) {
            this.draft.decision = name;
        }
    }

    // --- deciding ----------------------------------------------------------------------

    async decide() {
        const { line } = this;
        if (!line || !this.isOpen || this.state.isRunning || !this.draft.decision) {
            return;
        }
        const args = makeArguments(this.draft, line);
        const fresh = await this.run(() =>
            this.orm.call("crm.deal.review.line", "action_decide", [[line.id]], args)
        );
        Object.assign(line, fresh);
        if (fresh.state === "decided") {
            delete this.state.drafts[line.id];
            this.state.said = _t("Decided: %s", line.name);
            this.showNextOpen();
        }
    }

    showNextOpen() {
        const next = this.findOpen(this.state.index);
        if (next >= 0) {
            this.show(next);
        }
    }

    finish() {
        const open = this.lines.filter((line) => line.state === "open").length;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Finish the review?"),
            body: open
                ? _t("Deals without a decision come back next time: %s.", open)
                : _t("No deal waits for a decision. The participants get the summary."),
            confirmLabel: _t("Finish"),
            confirm: async () => {
                await this.run(() =>
                    this.orm.call("crm.deal.review", "action_finish", [[this.reviewId]])
                );
                this.notification.add(_t("The summary is on its way."), { type: "success" });
                await this.load();
            },
            cancel: () => {},
        });
    }

    openDeal() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: this.line.lead_id,
            views: [[false, "form"]],
        });
    }

    /** Run one thing at a time. What somebody else did meanwhile is shown after a refusal. */
    async run(call) {
        this.state.isRunning = true;
        try {
            return await call();
        } catch (error) {
            await this.load();
            throw error;
        } finally {
            this.state.isRunning = false;
        }
    }
}

registry.category("lazy_components").add("crm_playbook.ReviewMeeting", ReviewMeeting);
