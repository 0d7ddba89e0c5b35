import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { GateLines } from "@crm_playbook/gate/gate_lines/gate_lines";
import {
    checkAnswer,
    GateReason,
    getDay,
    makeAnswer,
} from "@crm_playbook/gate/gate_reason/gate_reason";

import { Component, useState } from "@odoo/owl";

const lineActions = registry.category("crm_playbook.gate_line_actions");
const CAN_BE_ASKED = ["missing", "refused"];

/** Return the ids of the approvals of a deal that nobody has asked for yet. */
function getApprovals(deal) {
    return deal.lines
        .filter((line) => line.kind === "approval" && CAN_BE_ASKED.includes(line.state))
        .map((line) => line.criterion_id);
}

/** Return the ids of the criteria that stand in the way of a deal. */
function getCriteria(deal) {
    return deal.lines.map((line) => line.criterion_id);
}

/** Return deals by what is the same for all of them, so that each group is one call. */
function groupDeals(deals, getKey) {
    const groups = new Map();
    for (const deal of deals) {
        const key = JSON.stringify(getKey(deal));
        groups.set(key, [...(groups.get(key) || []), deal]);
    }
    return [...groups.values()];
}

/** A move that a gate refused: what is missing on each deal, and what can be done at once. */
export class StageGateDialog extends Component {
    static template = "crm_playbook.StageGateDialog";
    static components = { Dialog, GateLines, GateReason };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        const { context, message } = this.props.data;
        const { deals = [], further = [], deal_count: count, can_waive: canWaive } = context;
        this.sentence = message;
        this.deals = deals;
        this.passing = context.passing;
        this.hiddenCount = Math.max((count || 0) - deals.length, 0);
        // A deal that was only about to be created is gone with the refusal.
        this.movable = [...deals, ...further].filter((deal) => deal.lead_id);
        this.returning = this.movable.filter((deal) => deal.back);
        const stopped = this.movable.filter((deal) => !deal.back);
        this.waivable = canWaive ? stopped : [];
        this.requestable = canWaive ? [] : stopped;
        this.askable = this.movable.filter((deal) => getApprovals(deal).length);
        this.answer = useState(makeAnswer());
        this.state = useState({ isRunning: false });
    }

    get title() {
        const stages = new Set(this.deals.map((deal) => deal.stage));
        if (this.returning.length) {
            return _t("Why does it go back?");
        }
        return stages.size === 1
            ? _t("Not ready for %s yet", [...stages][0])
            : _t("This move is not possible yet");
    }

    /** What the person has to write here, and what the button that takes it says. */
    get question() {
        if (this.returning.length) {
            return {
                label: _t("Reason"),
                warning: _t("Say why the deal goes back."),
                confirmLabel: _t("Move back"),
                run: (note) => this.moveBack(note),
            };
        }
        if (this.waivable.length) {
            return {
                label: _t("Why is it waived?"),
                warning: _t("Say why it is waived."),
                confirmLabel: _t("Waive and move"),
                withDate: true,
                run: (note) => this.waiveAndMove(note),
            };
        }
        if (this.requestable.length) {
            return {
                label: _t("Why is a waiver needed?"),
                warning: _t("Say why a waiver is needed."),
                confirmLabel: _t("Ask for a Waiver"),
                run: (note) => this.requestWaiver(note),
            };
        }
        return null;
    }

    get canOpen() {
        return this.action.currentController?.view?.type !== "form";
    }

    getOpenLabel(deal) {
        return _t("Open %s", deal.name);
    }

    openDeal(deal) {
        this.props.close();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: deal.lead_id,
            views: [[false, "form"]],
        });
    }

    /** Return what kinds of other rooms offer for a line of a deal. */
    getActions(deal, line) {
        const offer = deal.lead_id ? lineActions.get(line.kind, () => []) : () => [];
        return offer(line, { openAction: (method) => this.openAction(deal, method) });
    }

    /** Open what a method of a deal returns. */
    async openAction(deal, method) {
        const action = await this.orm.call("crm.lead", method, [[deal.lead_id]]);
        this.props.close();
        await this.action.doAction(action);
    }

    async onConfirm() {
        if (checkAnswer(this.answer, { needsNote: true })) {
            await this.finish(() => this.question.run(this.answer.note.trim()));
        }
    }

    async onAsk() {
        await this.finish(async () => {
            for (const group of groupDeals(this.askable, getApprovals)) {
                await this.call("action_request_approval", group, [getApprovals(group[0])]);
            }
            this.notification.add(_t("Approval was asked for."), { type: "success" });
        });
    }

    async waiveAndMove(note) {
        const getKey = (deal) => [deal.stage_id, getCriteria(deal)];
        for (const group of groupDeals(this.waivable, getKey)) {
            const [stageId, criterionIds] = getKey(group[0]);
            const day = getDay(this.answer);
            await this.call("action_waive_and_move", group, [stageId, criterionIds, note, day]);
        }
        await this.movePassing();
    }

    async requestWaiver(note) {
        for (const group of groupDeals(this.requestable, getCriteria)) {
            await this.call("action_request_waiver", group, [getCriteria(group[0]), note]);
        }
        this.notification.add(_t("A waiver was asked for."), { type: "success" });
    }

    async moveBack(note) {
        for (const group of groupDeals(this.returning, (deal) => deal.stage_id)) {
            await this.call("action_move_with_reason", group, [group[0].stage_id, note]);
        }
        await this.movePassing();
    }

    /** Move the deals of the same edit that nothing speaks against. */
    async movePassing() {
        if (this.passing) {
            const { lead_ids: ids, stage_id: stageId } = this.passing;
            await this.orm.write("crm.lead", ids, { stage_id: stageId });
        }
    }

    call(method, deals, args) {
        return this.orm.call("crm.lead", method, [deals.map((deal) => deal.lead_id), ...args]);
    }

    /** Do it, close, and show the deals as they are now. */
    async finish(run) {
        this.state.isRunning = true;
        try {
            await run();
        } finally {
            this.state.isRunning = false;
        }
        this.props.close();
        await this.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    }
}

registry.category("lazy_components").add("crm_playbook.StageGateDialog", StageGateDialog);
