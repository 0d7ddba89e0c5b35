import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useFormAnswer } from "@crm_playbook/deal/form_answer/form_answer";
import { canFocusField, focusField, openPage } from "@crm_playbook/deal/form_focus/form_focus";
import { getLineActions } from "@crm_playbook/gate/gate_acts/line_acts";
import { getWaiveActions, getWaiverActions } from "@crm_playbook/gate/gate_acts/waiver_acts";
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
        const waivers = [...requests.map((request) => ({ ...request, isRequest: true })), ...debts];
        const canAct = this.props.record.isInEdition;
        return waivers.map((waiver) => ({
            ...waiver,
            actions: canAct ? getWaiverActions(waiver, this.panel, this) : [],
        }));
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
        const actions = getLineActions(line, this) || this.getOfferedActions(line);
        const isOpen = !["met", "waived"].includes(line.state);
        if (isOpen && line.enforcement === "block") {
            actions.push(...getWaiveActions(line, this.panel, this));
        }
        return actions;
    }

    getOfferedActions(line) {
        const offer = lineActions.get(line.kind, () => []);
        return offer(line, {
            openPage: (name) => openPage(this.rootRef.el.closest(".o_form_renderer"), name),
            openAction: (method) => this.openAction(method),
        });
    }

    /** Plan an activity, of the type that is asked for. */
    async plan({ activity_type_id: typeId }) {
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
