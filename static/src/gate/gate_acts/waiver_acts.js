import { _t } from "@web/core/l10n/translation";

import { getRefusal } from "./line_acts";

/** What a waiver asks for, of whoever gives it. */
export const getWaiving = () => ({
    label: _t("Why is it waived?"),
    warning: _t("Say why it is waived."),
    withDate: true,
    needsNote: true,
});

/** What a waiver asks for, of whoever may only ask for it. */
export const getWaiverRequest = () => ({
    label: _t("Why is a waiver needed?"),
    warning: _t("Say why a waiver is needed."),
    confirmLabel: _t("Ask for a Waiver"),
    needsNote: true,
});

/**
 * Return what lets a line pass: to waive it, or to ask for that where nobody has.
 *
 * @param {Object} line
 * @param {Object} panel as `get_gate_panel` returns it
 * @param {import("./line_acts").Host} host
 */
export function getWaiveActions(line, panel, host) {
    if (panel.can_waive) {
        return [{ name: "waive", label: _t("Waive"), run: () => waive(line, host) }];
    }
    const { requests = [] } = panel;
    return requests.some((request) => request.criterion_id === line.criterion_id)
        ? []
        : [
              {
                  name: "request_waiver",
                  label: _t("Ask for a Waiver"),
                  run: () => requestWaiver(line, host),
              },
          ];
}

/** Return what can be done about a debt, or about a waiver that is asked for. */
export function getWaiverActions(waiver, panel, host) {
    const call = (method, ...args) => host.callWaiver(method, waiver, args);
    const withdraw = {
        name: "withdraw",
        label: _t("Withdraw"),
        run: () => call("action_withdraw"),
    };
    if (!waiver.isRequest) {
        const run = () => extend(waiver, host, call);
        return panel.can_waive || waiver.is_own
            ? [{ name: "extend", label: _t("Extend"), run }, withdraw]
            : [];
    }
    const answers = [
        {
            name: "give",
            label: _t("Waive"),
            isPrimary: true,
            run: () => give(waiver, host, call),
        },
        { name: "refuse", label: _t("Refuse"), run: () => refuse(waiver, host, call) },
    ];
    return [...(panel.can_waive ? answers : []), ...(waiver.is_own ? [withdraw] : [])];
}

function waive(line, host) {
    return host.ask({
        ...getWaiving(),
        title: _t("Waive: %s", line.name),
        confirmLabel: _t("Waive"),
        onConfirm: ({ note, date }) =>
            host.call("action_waive_criteria", [[line.criterion_id], note, date]),
    });
}

function requestWaiver(line, host) {
    return host.ask({
        ...getWaiverRequest(),
        title: _t("Ask for a Waiver: %s", line.name),
        onConfirm: ({ note }) => host.call("action_request_waiver", [[line.criterion_id], note]),
    });
}

function give(request, host, call) {
    return host.ask({
        title: _t("Waive: %s", request.name),
        confirmLabel: _t("Waive"),
        withDate: true,
        onConfirm: ({ date }) => call("action_give", date),
    });
}

function refuse(request, host, call) {
    return host.ask({
        ...getRefusal(request.name),
        onConfirm: ({ note }) => call("action_refuse", note),
    });
}

function extend(debt, host, call) {
    return host.ask({
        title: _t("Extend: %s", debt.name),
        warning: _t("Choose a day."),
        confirmLabel: _t("Extend"),
        needsDate: true,
        withDate: true,
        onConfirm: ({ date }) => call("action_extend", date),
    });
}
