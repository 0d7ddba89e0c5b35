import { _t } from "@web/core/l10n/translation";

import { Component } from "@odoo/owl";

const STATES = {
    met: { word: _t("Met"), icon: "fa-check-circle text-success" },
    missing: { word: _t("Missing"), icon: "fa-circle-o text-danger" },
    waiting: { word: _t("Waiting for approval"), icon: "fa-hourglass-half text-info" },
    refused: { word: _t("Refused"), icon: "fa-times-circle text-danger" },
    waived: { word: _t("Waived"), icon: "fa-flag text-warning" },
};
const REGRESSED_ICON = "fa-exclamation-triangle text-warning";
/** What a deal owes nothing for, today. */
const PASSING = ["met", "waived"];

/** Return lines by gate, in the order of the first line of each. */
function groupByGate(lines) {
    const groups = new Map();
    for (const line of lines) {
        const key = `${line.gate} ${line.stage}`;
        if (!groups.has(key)) {
            groups.set(key, { key, gate: line.gate, stage: line.stage, lines: [] });
        }
        groups.get(key).lines.push(line);
    }
    return [...groups.values()];
}

/** What gates ask of a deal, gate by gate, each line with what can be done about it. */
export class GateLines extends Component {
    static template = "crm_playbook.GateLines";
    static props = {
        lines: Array,
        isRegressed: { type: Boolean, optional: true },
        isDisabled: { type: Boolean, optional: true },
        withCount: { type: Boolean, optional: true },
        getActions: { type: Function, optional: true },
        canFill: { type: Function, optional: true },
        onFill: { type: Function, optional: true },
    };
    static defaultProps = { getActions: () => [], canFill: () => false };

    get groups() {
        if (this.props.isRegressed) {
            return [
                { key: "regressed", title: _t("Passed, but not met"), lines: this.props.lines },
            ];
        }
        return groupByGate(this.props.lines).map((group) => ({
            ...group,
            title:
                group.gate === "exit"
                    ? _t("To leave %s", group.stage)
                    : _t("To enter %s", group.stage),
            count: _t("%(met)s of %(asked)s", {
                met: group.lines.filter((line) => PASSING.includes(line.state)).length,
                asked: group.lines.length,
            }),
        }));
    }

    getIcon(line) {
        return this.props.isRegressed ? REGRESSED_ICON : STATES[line.state].icon;
    }

    /** Return the state of a line in words: those of its kind where it has some. */
    getWord(line) {
        const isSaid = line.state !== "missing" || line.fields.length;
        const words = isSaid ? [] : line.missing.filter((word) => word !== line.hint);
        const text = words.filter((word) => word !== line.name).join(", ");
        return text || STATES[line.state].word;
    }

    /** Return the fields to fill, where a line asks for fields. */
    getMissing(line) {
        return line.fields.map((name, index) => ({
            name,
            label: line.missing[index],
            canFill: this.props.canFill(name),
        }));
    }
}
