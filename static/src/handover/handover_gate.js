import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** A criterion that asks for the handover leads to it, from the form and from the refusal. */
function getHandoverActions(line, { openAction }) {
    if (line.state === "met") {
        return [];
    }
    const run = () => openAction("action_open_handover");
    return [{ name: "handover", label: _t("Open the handover"), isPrimary: true, run }];
}

registry.category("crm_playbook.gate_line_actions").add("handover", getHandoverActions);
