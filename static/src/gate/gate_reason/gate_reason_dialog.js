import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";

import { checkAnswer, GateReason, getDay, makeAnswer } from "./gate_reason";

import { Component, useState } from "@odoo/owl";

/** Asks for what an action needs, and runs it; it stays open while something is lacking. */
export class GateReasonDialog extends Component {
    static template = "crm_playbook.GateReasonDialog";
    static components = { Dialog, GateReason };
    static props = {
        title: String,
        label: { type: String, optional: true },
        warning: { type: String, optional: true },
        confirmLabel: String,
        needsNote: { type: Boolean, optional: true },
        needsFile: { type: Boolean, optional: true },
        withDate: { type: Boolean, optional: true },
        needsDate: { type: Boolean, optional: true },
        leadId: { type: Number, optional: true },
        onConfirm: Function,
        close: Function,
    };

    setup() {
        this.answer = useState(makeAnswer());
        this.state = useState({ isRunning: false });
    }

    async onConfirm() {
        if (!checkAnswer(this.answer, this.props)) {
            return;
        }
        this.state.isRunning = true;
        try {
            await this.props.onConfirm({
                note: this.answer.note.trim(),
                date: getDay(this.answer),
                attachmentIds: this.answer.files.map((file) => file.id),
            });
        } finally {
            this.state.isRunning = false;
        }
        this.props.close();
    }
}

registry.category("lazy_components").add("crm_playbook.GateReasonDialog", GateReasonDialog);
