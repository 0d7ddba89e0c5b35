import { browser } from "@web/core/browser/browser";
import { pick } from "@web/core/utils/objects";
import { Mutex } from "@web/core/utils/concurrency";

import { findNeighbour } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_layout";

import { markRaw, reactive } from "@odoo/owl";

/** Several strokes of an arrow key in a row are one judgement, not one for each cell crossed. */
const STROKES_END = 700; // milliseconds
const JUDGED = ["attitude", "influence"];

const isSame = (a, b) => JUDGED.every((name) => a[name] === b[name]);

/**
 * What a deal's map shows, and what can be done with it.
 *
 * A new judgement shows at once and is written then; whatever becomes of it, the map is read
 * again. Each judgement can be undone, the last one first. Undoing is a judgement too: the
 * history of a person keeps both.
 */
export class StakeholderModel {
    /**
     * @param {Object} orm service
     * @param {number} leadId
     * @param {() => Promise} onChanged called when the deal itself may look different
     */
    constructor(orm, leadId, onChanged) {
        this.orm = orm;
        this.leadId = leadId;
        this.onChanged = onChanged;
        this.mutex = new Mutex();
        this.data = null;
        this.undoable = [];
        this.strokes = null;
        return reactive(this);
    }

    getPerson(id) {
        return this.data.people.find((person) => person.id === id);
    }

    /** Data of a map is never changed, but replaced: drawing is quick where nothing watches it. */
    async load() {
        const data = await this.orm.call("crm.lead", "get_stakeholder_map", [[this.leadId]]);
        this.data = markRaw(data);
        if (this.strokes) {
            this.place(this.strokes.id, this.strokes.to);
        }
    }

    /** Show a person in another cell, before the server knows. */
    place(id, cell) {
        const people = this.data.people.map((person) =>
            person.id === id ? { ...person, ...cell } : person
        );
        this.data = markRaw({ ...this.data, people });
    }

    /** Do something on the server, then show what became of it. */
    change(run) {
        return this.mutex.exec(async () => {
            try {
                return await run();
            } finally {
                await this.load();
                await this.onChanged();
            }
        });
    }

    // --- judging -----------------------------------------------------------------------

    /** Judge a person anew; nothing happens where the judgement is the same. */
    async judge(id, to) {
        this.endStrokes();
        const person = this.getPerson(id);
        const from = pick(person, ...JUDGED);
        if (!isSame(from, to)) {
            this.place(id, to);
            await this.writeJudgement(id, from, to);
        }
    }

    /** Move a person by so many lanes and levels; it is written when no stroke follows. */
    nudge(id, step) {
        if (this.strokes && this.strokes.id !== id) {
            this.endStrokes();
        }
        const person = this.getPerson(id);
        const from = this.strokes?.from || pick(person, ...JUDGED);
        browser.clearTimeout(this.strokes?.timeout);
        const to = findNeighbour(person, step);
        this.place(id, to);
        const timeout = browser.setTimeout(() => this.endStrokes(), STROKES_END);
        this.strokes = { id, from, to, timeout };
    }

    async endStrokes() {
        if (!this.strokes) {
            return;
        }
        const { id, from, to, timeout } = this.strokes;
        browser.clearTimeout(timeout);
        this.strokes = null;
        if (!isSame(from, to)) {
            await this.writeJudgement(id, from, to);
        }
    }

    async writeJudgement(id, from, to) {
        const wasOld = this.getPerson(id).is_attitude_old;
        await this.change(() => this.writePerson(id, to, from));
        this.undoable.push({ id, from, to, wasOld });
    }

    /** Write what differs only: what was not judged anew is no new judgement. */
    writePerson(id, to, from) {
        const values = pick(to, ...JUDGED.filter((name) => to[name] !== from[name]));
        return this.orm.write("crm.stakeholder", [id], values);
    }

    /** Give back the judgement of an earlier deal, with the mark that it is one. */
    restoreOld(id, judgement) {
        return this.orm.call("crm.stakeholder", "action_restore_old_judgement", [[id]], judgement);
    }

    async undo() {
        await this.endStrokes();
        const { id, from, to, wasOld } = this.undoable.pop() || {};
        const person = id && this.getPerson(id);
        if (person) {
            this.place(id, from);
            await this.change(() =>
                wasOld ? this.restoreOld(id, from) : this.writePerson(id, from, to)
            );
        }
        return person;
    }

    // --- people ------------------------------------------------------------------------

    getSuggestions() {
        return this.orm.call("crm.lead", "get_stakeholder_suggestions", [[this.leadId]]);
    }

    getLastDeal() {
        return this.orm.call("crm.lead", "get_last_deal_stakeholders", [[this.leadId]]);
    }

    add(partnerIds) {
        return this.change(() =>
            this.orm.call("crm.lead", "action_add_stakeholders", [[this.leadId], partnerIds])
        );
    }

    takeOver() {
        return this.change(() =>
            this.orm.call("crm.lead", "action_take_over_stakeholders", [[this.leadId]])
        );
    }
}
