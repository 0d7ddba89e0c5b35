import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { getLineActions } from "@crm_playbook/gate/gate_acts/line_acts";
import { getWaiverRequest, getWaiving } from "@crm_playbook/gate/gate_acts/waiver_acts";
import { GateLines } from "@crm_playbook/gate/gate_lines/gate_lines";
import {
    checkAnswer,
    GateReason,
    getDay,
    makeAnswer,
} from "@crm_playbook/gate/gate_reason/gate_reason";
import { GateReasonDialog } from "@crm_playbook/gate/gate_reason/gate_reason_dialog";
import { GateFill, readFilled } from "./gate_fill";
import { getCommonLines } from "./refusal";
import { RefusalModel } from "./refusal_model";

import { Component, onWillStart, useState } from "@odoo/owl";

const lineActions = registry.category("crm_playbook.gate_line_actions");

/**
 * A move that a gate refused: what is missing on each deal, with the means to mend it here. Once
 * nothing stands in the way any more the deals move, and the dialog closes.
 */
export class StageGateDialog extends Component {
    static template = "crm_playbook.StageGateDialog";
    static components = { Dialog, GateFill, GateLines, GateReason };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.store = useService("mail.store");
        const { context, message } = this.props.data;
        this.sentence = message;
        this.answer = useState(makeAnswer());
        this.model = useState(new RefusalModel(this.orm, context));
        this.env.dialogData.dismiss = () => this.showChanges();
        onWillStart(() => this.model.loadFields());
    }

    /** @returns {import("./refusal").Refusal} */
    get refusal() {
        return this.model.refusal;
    }

    get title() {
        const stages = new Set(this.refusal.deals.map((deal) => deal.stage));
        if (this.refusal.returning.length) {
            return _t("Why does it go back?");
        }
        return stages.size === 1
            ? _t("Not ready for %s yet", [...stages][0])
            : _t("This move is not possible yet");
    }

    /** What the person has to write here, and what the button that takes it says. */
    get question() {
        const { returning, stopped, canWaive } = this.refusal;
        if (returning.length) {
            return {
                label: _t("Reason"),
                warning: _t("Say why the deal goes back."),
                confirmLabel: _t("Move back"),
                run: (note) => this.model.moveBack(note),
            };
        }
        if (!stopped.length) {
            return null;
        }
        return canWaive
            ? {
                  ...getWaiving(),
                  confirmLabel: _t("Waive and move"),
                  run: (note) => this.model.waiveAndMove(note, getDay(this.answer)),
              }
            : {
                  ...getWaiverRequest(),
                  isLastResort: true,
                  run: (note) => this.requestWaiver(note),
              };
    }

    /** The button that stands out: the way that is meant first, a waiver of others last. */
    get mainButton() {
        if (this.model.fillable.length) {
            return "fill";
        }
        if (this.question && !this.question.isLastResort) {
            return "confirm";
        }
        return this.refusal.askable.length ? "ask" : "close";
    }

    getButtonClass(name) {
        return name === this.mainButton ? "btn-primary" : "btn-secondary";
    }

    // --- what is shown -----------------------------------------------------------------

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

    /** Return what can be done about a line of a deal, of this room or of others. */
    getActions(deal, line) {
        return deal.lead_id
            ? this.getActionsFor([deal], line) || this.getOfferedActions(deal, line)
            : [];
    }

    /** Return what can be done about a line of several deals. To ask for an approval is below. */
    getActionsFor(deals, line) {
        const isPossible = ({ name }) =>
            name !== "ask" &&
            !(name === "confirm" && line.evidence === "attachment" && deals.length > 1);
        return getLineActions(line, this.makeHost(deals))?.filter(isPossible);
    }

    getOfferedActions(deal, line) {
        const offer = lineActions.get(line.kind, () => []);
        return offer(line, { openAction: (method) => this.openAction(deal, method) });
    }

    /** What stops several deals, where something can be done about it for all of them. */
    get commonLines() {
        return getCommonLines(this.refusal.stopped)
            .map((line) => ({
                ...line,
                name: _t("%(criterion)s (%(count)s deals)", {
                    criterion: line.name,
                    count: line.deals.length,
                }),
                actions: this.getActionsFor(line.deals, line) || [],
            }))
            .filter((line) => line.actions.length);
    }

    /** Open what a method of a deal returns. */
    async openAction(deal, method) {
        const action = await this.orm.call("crm.lead", method, [[deal.lead_id]]);
        this.props.close();
        await this.action.doAction(action);
    }

    // --- filling in --------------------------------------------------------------------

    /** Identifies the inputs: as long as they are the same they keep what was typed. */
    get fillKey() {
        return [this.model.fillable[0].lead_id, ...this.model.fieldNames].join();
    }

    get fillLabel() {
        return this.model.isFillingEnough ? _t("Fill In and Move") : _t("Fill In");
    }

    onLoaded(record) {
        this.record = record;
    }

    async onFill() {
        if (!(await this.record.checkValidity({ displayNotification: true }))) {
            return;
        }
        const values = await readFilled(this.record, this.model.fields);
        if (Object.keys(values).length) {
            await this.mend(() => this.model.fillIn(values));
        } else {
            this.notification.add(_t("Fill in what is missing first."), { type: "warning" });
        }
    }

    // --- doing -------------------------------------------------------------------------

    async onConfirm() {
        if (checkAnswer(this.answer, { needsNote: true })) {
            await this.finish(() => this.question.run(this.answer.note.trim()));
        }
    }

    async onAsk() {
        await this.finish(() => this.model.askForApproval());
        this.notification.add(_t("Approval was asked for."), { type: "success" });
    }

    async requestWaiver(note) {
        await this.model.requestWaiver(note);
        this.notification.add(_t("A waiver was asked for."), { type: "success" });
    }

    /** Return how what is done about a line is done for these deals. */
    makeHost(deals) {
        const leadId = deals[0].lead_id;
        return {
            call: (method, args) => this.mend(() => this.model.call(method, deals, args)),
            ask: (props) =>
                this.dialog.add(GateReasonDialog, {
                    ...props,
                    leadId: props.needsFile ? leadId : undefined,
                }),
            plan: ({ activity_type_id: typeId }) => {
                const ids = deals.map((deal) => deal.lead_id);
                return this.mend(() =>
                    this.store.scheduleActivity("crm.lead", ids, typeId || undefined)
                );
            },
        };
    }

    /** Do something about what is missing; once all have moved there is nothing left to say. */
    async mend(send) {
        if (await this.model.mend(send)) {
            await this.close();
        }
    }

    /** Do it, close, and show the deals as they are now. */
    async finish(send) {
        await this.model.run(send);
        await this.close();
    }

    async close() {
        this.props.close();
        await this.showChanges();
    }

    /** Show the deals below as they are now. */
    async showChanges() {
        if (this.model.hasChanged) {
            await this.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
        }
    }
}

registry.category("lazy_components").add("crm_playbook.StageGateDialog", StageGateDialog);
