import { _t } from "@web/core/l10n/translation";

/**
 * What can be done about a line of a gate, wherever it is shown.
 *
 * @typedef {Object} Host where the line is shown
 * @property {(method: string, args: Array) => Promise} call a method of the deal, and show what
 *  became of it
 * @property {(props: Object) => Promise} ask for what an action needs, with the props of
 *  `GateReasonDialog`
 * @property {(line: Object) => Promise} plan an activity
 *
 * @typedef {{ name: string, label: string, isPrimary?: boolean, run: () => Promise }} Action
 */

/**
 * Return the actions of the kinds of this room, or undefined for a kind of another one.
 *
 * @param {Object} line as `get_gate_panel` gives it
 * @param {Host} host
 * @returns {Action[] | undefined}
 */
export function getLineActions(line, host) {
    return {
        confirmation: getConfirmationActions,
        approval: getApprovalActions,
        activity: getActivityActions,
    }[line.kind]?.(line, host);
}

function getConfirmationActions(line, host) {
    if (line.state === "met") {
        const run = () => host.call("action_withdraw_confirmation", [line.criterion_id]);
        return [{ name: "withdraw", label: _t("Withdraw"), run }];
    }
    const run = () => confirm(line, host);
    return [{ name: "confirm", label: _t("Confirm"), isPrimary: true, run }];
}

function getApprovalActions(line, host) {
    if (line.state === "met") {
        return [];
    }
    const isWaiting = line.state === "waiting";
    const actions = [];
    if (line.can_decide) {
        const run = () => decide(line, host, true);
        actions.push({ name: "approve", label: _t("Approve"), isPrimary: true, run });
    }
    if (line.can_decide && isWaiting) {
        actions.push({ name: "refuse", label: _t("Refuse"), run: () => refuse(line, host) });
    }
    if (!isWaiting) {
        const label = line.state === "refused" ? _t("Ask again") : _t("Ask for approval");
        const run = () => host.call("action_request_approval", [[line.criterion_id]]);
        actions.push({ name: "ask", label, isPrimary: !line.can_decide, run });
    }
    return actions;
}

function getActivityActions(line, host) {
    const run = () => host.plan(line);
    return line.state === "met"
        ? []
        : [{ name: "plan", label: _t("Plan an activity"), isPrimary: true, run }];
}

function confirm(line, host) {
    const send = ({ note, attachmentIds }) =>
        host.call("action_confirm_criterion", [line.criterion_id, note, attachmentIds]);
    if (line.evidence === "none") {
        return send({ note: false, attachmentIds: [] });
    }
    const needsFile = line.evidence === "attachment";
    return host.ask({
        title: line.name,
        label: needsFile ? _t("Note (optional)") : _t("What confirms it?"),
        warning: needsFile ? _t("Attach a document.") : _t("Add a note."),
        confirmLabel: _t("Confirm"),
        needsNote: !needsFile,
        needsFile,
        onConfirm: send,
    });
}

function decide(line, host, approve, note = false) {
    return host.call("action_decide_approval", [line.criterion_id, approve, note]);
}

function refuse(line, host) {
    return host.ask({
        ...getRefusal(line.name),
        onConfirm: ({ note }) => decide(line, host, false, note),
    });
}

/** Return what a refusal asks for. */
export function getRefusal(title) {
    return {
        title,
        label: _t("Why is it refused?"),
        warning: _t("Say why it is refused."),
        confirmLabel: _t("Refuse"),
        needsNote: true,
    };
}
