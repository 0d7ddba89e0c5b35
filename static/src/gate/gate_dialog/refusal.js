/**
 * A refused move, as the server tells it.
 *
 * @typedef {Object} Refusal
 * @property {Object[]} deals that are shown, with the lines of what is missing
 * @property {number} hiddenCount how many more there are
 * @property {Object[]} stopped all deals that something is missing of, and that exist
 * @property {Object[]} returning deals that go back without a reason
 * @property {Object[]} askable deals of which nobody has asked for an approval
 * @property {Object[]} passing what nothing speaks against, by stage
 * @property {boolean} canWaive
 */

const CAN_BE_ASKED = ["missing", "refused"];

/**
 * @param {Object[]} contexts of `StageGateError`, one per stage that deals were to reach
 * @returns {Refusal}
 */
export function readRefusal(contexts) {
    const gather = (name) => contexts.flatMap((context) => context[name] || []);
    const deals = gather("deals");
    const count = contexts.reduce((sum, context) => sum + (context.deal_count || 0), 0);
    // A deal that was only about to be created is gone with the refusal.
    const movable = [...deals, ...gather("further")].filter((deal) => deal.lead_id);
    return {
        deals,
        hiddenCount: Math.max(count - deals.length, 0),
        stopped: movable.filter((deal) => !deal.back),
        returning: movable.filter((deal) => deal.back),
        askable: movable.filter((deal) => getApprovals(deal).length),
        passing: gather("passing"),
        canWaive: contexts.some((context) => context.can_waive),
    };
}

/** Return the ids of the approvals of a deal that nobody has asked for yet. */
export function getApprovals(deal) {
    return deal.lines
        .filter((line) => line.kind === "approval" && CAN_BE_ASKED.includes(line.state))
        .map((line) => line.criterion_id);
}

/** Return the ids of the criteria that stand in the way of a deal. */
export function getCriteria(deal) {
    return deal.lines.map((line) => line.criterion_id);
}

/** Return the names of the fields that are missing in a deal. */
export function getFields(deal) {
    return [...new Set(deal.lines.flatMap((line) => line.fields || []))];
}

/** Return deals by what is the same for all of them, so that each group is one call. */
export function groupDeals(deals, getKey) {
    const groups = new Map();
    for (const deal of deals) {
        const key = JSON.stringify(getKey(deal));
        groups.set(key, [...(groups.get(key) || []), deal]);
    }
    return [...groups.values()];
}

/** Return what stops several deals in the same way, each line with its deals. */
export function getCommonLines(deals) {
    const found = new Map();
    for (const deal of deals) {
        for (const line of deal.lines) {
            const key = `${line.criterion_id} ${line.state}`;
            const common = found.get(key) || { ...line, deals: [], can_decide: true };
            common.deals.push(deal);
            common.can_decide = Boolean(common.can_decide && line.can_decide);
            found.set(key, common);
        }
    }
    return [...found.values()].filter((line) => line.deals.length > 1);
}
