import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { FileInput } from "@web/core/file_input/file_input";
import { serializeDate } from "@web/core/l10n/dates";

import { Component, onMounted, useEffect, useRef, useState } from "@odoo/owl";

/** Return an empty answer, to be made reactive by whoever asks. */
export function makeAnswer() {
    return { note: "", date: false, files: [], isInvalid: false };
}

/**
 * Tell whether an answer has what was asked for; where it has not, {@link GateReason} says so.
 *
 * @param {Object} answer of {@link makeAnswer}
 * @param {{ needsNote?: boolean, needsFile?: boolean, needsDate?: boolean }} asked
 */
export function checkAnswer(answer, { needsNote, needsFile, needsDate }) {
    const lacksNote = needsNote && !answer.note.trim();
    const lacksFile = needsFile && !answer.files.length;
    const lacksDate = needsDate && !answer.date;
    answer.isInvalid = Boolean(lacksNote || lacksFile || lacksDate);
    return !answer.isInvalid;
}

/** Return the day of an answer as the server takes it, or false. */
export function getDay(answer) {
    return answer.date ? serializeDate(answer.date) : false;
}

/** Asks for a note, a day or files, whatever an action on a gate needs. */
export class GateReason extends Component {
    static template = "crm_playbook.GateReason";
    static components = { DateTimeInput, FileInput };
    static props = {
        answer: Object,
        label: { type: String, optional: true },
        warning: { type: String, optional: true },
        withDate: { type: Boolean, optional: true },
        needsDate: { type: Boolean, optional: true },
        leadId: { type: Number, optional: true },
        autofocus: { type: Boolean, optional: true },
    };

    setup() {
        this.answer = useState(this.props.answer);
        this.noteRef = useRef("note");
        onMounted(() => this.props.autofocus && this.noteRef.el?.focus());
        useEffect(
            (isInvalid) => {
                if (isInvalid) {
                    this.noteRef.el?.focus();
                }
            },
            () => [this.answer.isInvalid]
        );
    }

    onUpload(files) {
        this.answer.files.push(...files.filter((file) => !file.error));
        this.answer.isInvalid = false;
    }

    onRemove(file) {
        this.answer.files = this.answer.files.filter((other) => other.id !== file.id);
    }
}
