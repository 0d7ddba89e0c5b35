import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useFormAnswer } from "@crm_playbook/deal/form_answer/form_answer";
import { canFocusField, focusField, openPage } from "@crm_playbook/deal/form_focus/form_focus";
import { GateLines } from "@crm_playbook/gate/gate_lines/gate_lines";
import { LazyGateReasonDialog } from "@crm_playbook/gate/gate_reason/gate_reason_dialog_entry";

import { Component, useRef, useState } from "@odoo/owl";

/**
 * Actions of kinds that other rooms bring, by kind: functions that get the line and what can be
 * done where it is shown, and return actions as {@link GatePanel.getActions} does.
 * `openAction(method)` opens what a method of the deal returns; `openPage(name)` opens a page of
 * the form, and is missing in the refusal.
 */
const lineActions = registry.category("crm_playbook.gate_line_actions");

/** What a deal still has to prove to move on, each with the one thing to do about it. */
export class GatePanel extends Component {
    static template = "crm_playbook.GatePanel";
    static components = { GateLines };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.store = useService("mail.store");
        this.form = useFormAnswer("get_gate_panel");
        this.rootRef = useRef("root");
        this.state = useState({ isRunning: false });
        this.getActions = this.getActions.bind(this);
        this.canFill = this.canFill.bind(this);
        this.onFill = this.onFill.bind(this);
    }

    get panel() {
        return this.form.answer.value;
    }

    /** Criteria that were waived and are not met yet, and those of which that is asked. */
    get waivers() {
        const { debts = [], requests = [] } = this.panel;
        return [
            ...requests.map((request) => ({ ...request, isRequest: true })),
            ...debts,
        ].map((waiver) => ({ ...waiver, actions: this.getWaiverActions(waiver) }));
    }

    get isShown() {
        const panel = this.panel;
        return Boolean(
            panel && (panel.lines.length || panel.regressed.length || this.waivers.length)
        );
    }

    canFill(fieldName) {
        return canFocusField(this.env.config.viewArch, this.props.record, fieldName);
    }

    onFill(fieldName) {
        const form = this.rootRef.el.closest(".o_form_renderer");
        return focusField(form, this.env.config.viewArch, this.props.record, fieldName);
    }

    // --- what can be done about a line -------------------------------------------------

    /** Return the actions of a line: those of its kind, and to waive it where that is due. */
    getActions(line) {
        if (!this.props.record.isInEdition) {
            return [];
        }
        const ofKind = {
            confirmation: () => this.getConfirmationActions(line),
            approval: () => this.getApprovalActions(line),
            activity: () => this.getActivityActions(line),
        };
        const actions = ofKind[line.kind]?.() || this.getOfferedActions(line);
        const isOpen = !["met", "waived"].includes(line.state);
        if (isOpen && line.enforcement === "block") {
            actions.push(...this.getWaiveActions(line));
        }
        return actions;
    }

    /** Return what lets a line pass: to waive it, or to ask for that where nobody has. */
    getWaiveActions(line) {
        if (this.panel.can_waive) {
            return [{ name: "waive", label: _t("Waive"), run: () => this.waive(line) }];
        }
        const { requests = [] } = this.panel;
        const run = () => this.requestWaiver(line);
        return requests.some((request) => request.criterion_id === line.criterion_id)
            ? []
            : [{ name: "request_waiver", label: _t("Ask for a Waiver"), run }];
    }

    /** Return the actions of a debt or a request. */
    getWaiverActions(waiver) {
        const { can_waive: canWaive } = this.panel;
        if (!this.props.record.isInEdition) {
            return [];
        }
        const withdraw = {
            name: "withdraw",
            label: _t("Withdraw"),
            run: () => this.callWaiver("action_withdraw", waiver),
        };
        if (!waiver.isRequest) {
            const run = () => this.extend(waiver);
            return canWaive || waiver.is_own
                ? [{ name: "extend", label: _t("Extend"), run }, withdraw]
                : [];
        }
        const answers = [
            { name: "give", label: _t("Waive"), isPrimary: true, run: () => this.give(waiver) },
            { name: "refuse", label: _t("Refuse"), run: () => this.refuseWaiver(waiver) },
        ];
        return [...(canWaive ? answers : []), ...(waiver.is_own ? [withdraw] : [])];
    }

    getOfferedActions(line) {
        const offer = lineActions.get(line.kind, () => []);
        return offer(line, {
            openPage: (name) => openPage(this.rootRef.el.closest(".o_form_renderer"), name),
            openAction: (method) => this.openAction(method),
        });
    }

    getConfirmationActions(line) {
        if (line.state === "met") {
            const run = () => this.call("action_withdraw_confirmation", [line.criterion_id]);
            return [{ name: "withdraw", label: _t("Withdraw"), run }];
        }
        const run = () => this.confirm(line);
        return [{ name: "confirm", label: _t("Confirm"), isPrimary: true, run }];
    }

    getApprovalActions(line) {
        if (line.state === "waiting") {
            return line.can_decide
                ? [
                      {
                          name: "approve",
                          label: _t("Approve"),
                          isPrimary: true,
                          run: () => this.decide(line, true),
                      },
                      { name: "refuse", label: _t("Refuse"), run: () => this.refuse(line) },
                  ]
                : [];
        }
        if (line.state === "met") {
            return [];
        }
        const label = line.state === "refused" ? _t("Ask again") : _t("Ask for approval");
        const run = () => this.call("action_request_approval", [[line.criterion_id]]);
        return [{ name: "ask", label, isPrimary: true, run }];
    }

    getActivityActions(line) {
        if (line.state === "met") {
            return [];
        }
        const run = () => this.planActivity(line);
        return [{ name: "plan", label: _t("Plan an activity"), isPrimary: true, run }];
    }

    confirm(line) {
        const confirm = ({ note, attachmentIds }) =>
            this.call("action_confirm_criterion", [line.criterion_id, note, attachmentIds]);
        if (line.evidence === "none") {
            return confirm({ note: false, attachmentIds: [] });
        }
        const needsFile = line.evidence === "attachment";
        return this.ask({
            title: line.name,
            label: needsFile ? _t("Note (optional)") : _t("What confirms it?"),
            warning: needsFile ? _t("Attach a document.") : _t("Add a note."),
            confirmLabel: _t("Confirm"),
            needsNote: !needsFile,
            needsFile,
            onConfirm: confirm,
        });
    }

    decide(line, approve, note = false) {
        return this.call("action_decide_approval", [line.criterion_id, approve, note]);
    }

    refuse(line) {
        return this.ask({
            title: line.name,
            label: _t("Why is it refused?"),
            warning: _t("Say why it is refused."),
            confirmLabel: _t("Refuse"),
            needsNote: true,
            onConfirm: ({ note }) => this.decide(line, false, note),
        });
    }

    waive(line) {
        return this.ask({
            title: _t("Waive: %s", line.name),
            label: _t("Why is it waived?"),
            warning: _t("Say why it is waived."),
            confirmLabel: _t("Waive"),
            needsNote: true,
            withDate: true,
            onConfirm: ({ note, date }) =>
                this.call("action_waive_criteria", [[line.criterion_id], note, date]),
        });
    }

    requestWaiver(line) {
        return this.ask({
            title: _t("Ask for a Waiver: %s", line.name),
            label: _t("Why is a waiver needed?"),
            warning: _t("Say why a waiver is needed."),
            confirmLabel: _t("Ask for a Waiver"),
            needsNote: true,
            onConfirm: ({ note }) =>
                this.call("action_request_waiver", [[line.criterion_id], note]),
        });
    }

    give(request) {
        return this.ask({
            title: _t("Waive: %s", request.name),
            confirmLabel: _t("Waive"),
            withDate: true,
            onConfirm: ({ date }) => this.callWaiver("action_give", request, [date]),
        });
    }

    refuseWaiver(request) {
        return this.ask({
            title: request.name,
            label: _t("Why is it refused?"),
            warning: _t("Say why it is refused."),
            confirmLabel: _t("Refuse"),
            needsNote: true,
            onConfirm: ({ note }) => this.callWaiver("action_refuse", request, [note]),
        });
    }

    extend(debt) {
        return this.ask({
            title: _t("Extend: %s", debt.name),
            warning: _t("Choose a day."),
            confirmLabel: _t("Extend"),
            needsDate: true,
            withDate: true,
            onConfirm: ({ date }) => this.callWaiver("action_extend", debt, [date]),
        });
    }

    /** Plan an activity, of the type that is asked for. */
    async planActivity({ activity_type_id: typeId }) {
        const { record } = this.props;
        if (await record.save()) {
            const ids = [record.resId];
            await this.store.scheduleActivity(record.resModel, ids, typeId || undefined);
            await this.reload();
        }
    }

    // --- talking to the server ---------------------------------------------------------

    /** Ask for what an action needs, on a record that is saved. */
    async ask(props) {
        const { record } = this.props;
        if (await record.save()) {
            const leadId = props.needsFile ? record.resId : undefined;
            this.dialog.add(LazyGateReasonDialog, { ...props, leadId });
        }
    }

    /** Save, and open what a method of the lead returns. */
    async openAction(method) {
        const { record } = this.props;
        if (await record.save()) {
            const action = await this.orm.call(record.resModel, method, [[record.resId]]);
            await this.action.doAction(action);
        }
    }

    /** Save, call a method on the lead, and show what became of it. */
    call(method, args) {
        const { record } = this.props;
        return this.run(() => this.orm.call(record.resModel, method, [[record.resId], ...args]));
    }

    /** Save, call a method on a debt or a request, and show what became of it. */
    callWaiver(method, waiver, args = []) {
        return this.run(() => this.orm.call("crm.stage.waiver", method, [[waiver.id], ...args]));
    }

    async run(send) {
        this.state.isRunning = true;
        try {
            if (await this.props.record.save()) {
                await send();
                await this.reload();
            }
        } finally {
            this.state.isRunning = false;
        }
    }

    async reload() {
        const { record } = this.props;
        await record.load();
        await this.form.refresh(record);
    }
}

export const gatePanel = { component: GatePanel };

registry.category("view_widgets").add("gate_panel", gatePanel);
