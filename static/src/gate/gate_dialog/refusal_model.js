import { RPCError } from "@web/core/network/rpc";
import { pick } from "@web/core/utils/objects";

import { getApprovals, getCriteria, getFields, groupDeals, readRefusal } from "./refusal";

/** What becomes of a refused move: it is mended on the server, step by step, and told anew. */
export class RefusalModel {
    /**
     * @param {import("@web/core/orm_service").ORM} orm
     * @param {Object} context of the `StageGateError`
     */
    constructor(orm, context) {
        this.orm = orm;
        this.refusal = readRefusal([context]);
        /** Fields that are missing and can be filled in here, as `get_gate_fields` tells them. */
        this.fields = [];
        this.isRunning = false;
        this.hasChanged = false;
    }

    // --- filling in --------------------------------------------------------------------

    /** Ask which of the missing fields the person may fill in here. */
    async loadFields() {
        const { stopped } = this.refusal;
        const fields = await this.readFields([...new Set(stopped.flatMap(getFields))]);
        const getCount = ({ name }) =>
            stopped.filter((deal) => getFields(deal).includes(name)).length;
        this.fields = fields.map((field) => ({ ...field, count: getCount(field) }));
    }

    async readFields(names) {
        try {
            return names.length ? await this.orm.call("crm.lead", "get_gate_fields", [names]) : [];
        } catch (error) {
            if (error instanceof RPCError) {
                return []; // who may not write deals is told all the same why this one stays
            }
            throw error;
        }
    }

    get fieldNames() {
        return this.fields.map((field) => field.name);
    }

    /** The deals in which one of the fields is missing that can be filled in here. */
    get fillable() {
        return this.refusal.stopped.filter((deal) =>
            getFields(deal).some((name) => this.fieldNames.includes(name))
        );
    }

    /** Whether nothing stops the deals but what can be filled in here. */
    get isFillingEnough() {
        const canFill = (line) =>
            line.fields?.length && line.fields.every((name) => this.fieldNames.includes(name));
        return this.refusal.stopped.every((deal) => deal.lines.every(canFill));
    }

    /** Give values to the deals that lack them. */
    async fillIn(values) {
        const getNames = (deal) => getFields(deal).filter((name) => name in values);
        for (const group of groupDeals(this.fillable, getNames)) {
            const names = getNames(group[0]);
            if (names.length) {
                await this.call("action_fill_in", group, [pick(values, ...names)]);
            }
        }
    }

    // --- answers to all that is missing ------------------------------------------------

    async askForApproval() {
        for (const group of groupDeals(this.refusal.askable, getApprovals)) {
            await this.call("action_request_approval", group, [getApprovals(group[0])]);
        }
    }

    async waiveAndMove(note, day) {
        const getKey = (deal) => [deal.stage_id, getCriteria(deal)];
        for (const group of groupDeals(this.refusal.stopped, getKey)) {
            const [stageId, criterionIds] = getKey(group[0]);
            await this.call("action_waive_and_move", group, [stageId, criterionIds, note, day]);
        }
        await this.movePassing();
    }

    async requestWaiver(note) {
        for (const group of groupDeals(this.refusal.stopped, getCriteria)) {
            await this.call("action_request_waiver", group, [getCriteria(group[0]), note]);
        }
    }

    async moveBack(note) {
        for (const group of groupDeals(this.refusal.returning, (deal) => deal.stage_id)) {
            await this.call("action_move_with_reason", group, [group[0].stage_id, note]);
        }
        await this.movePassing();
    }

    /** Move the deals of the same edit that nothing speaks against. */
    async movePassing() {
        for (const { lead_ids: ids, stage_id: stageId } of this.refusal.passing) {
            await this.orm.write("crm.lead", ids, { stage_id: stageId });
        }
    }

    // --- talking to the server ---------------------------------------------------------

    call(method, deals, args) {
        return this.orm.call("crm.lead", method, [deals.map((deal) => deal.lead_id), ...args]);
    }

    /** Do something, while nothing else can be begun. */
    async run(send) {
        this.isRunning = true;
        try {
            await send();
            this.hasChanged = true;
        } finally {
            this.isRunning = false;
        }
    }

    /**
     * Do something about what is missing, and move if nothing is missing any more.
     *
     * @returns {Promise<boolean>} whether all have moved; else the refusal is the one of now
     */
    async mend(send) {
        let contexts = [];
        await this.run(async () => {
            await send();
            this.hasChanged = true;
            contexts = await this.moveReady();
            if (contexts.length) {
                this.refusal = readRefusal(contexts);
                await this.loadFields();
            }
        });
        return !contexts.length;
    }

    /** Move what is ready, and return the contexts of what is refused still. */
    async moveReady() {
        const { stopped, passing } = this.refusal;
        const contexts = [];
        for (const group of groupDeals(stopped, (deal) => deal.stage_id)) {
            const stageId = group[0].stage_id;
            const along = passing.filter((others) => others.stage_id === stageId);
            const deals = group.map((deal) => deal.lead_id);
            const ids = [...deals, ...along.flatMap((others) => others.lead_ids)];
            const context = await this.orm.call("crm.lead", "action_move_if_ready", [ids, stageId]);
            contexts.push(...(context ? [context] : []));
        }
        return contexts;
    }
}
