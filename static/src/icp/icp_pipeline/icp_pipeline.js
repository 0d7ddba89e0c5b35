import { formatInteger } from "@web/views/fields/formatters";

import { getBucketLabel } from "@crm_playbook/icp/icp_pill/icp_pill";

import { Component } from "@odoo/owl";

const TIERS = ["a", "b", "c", "d"];
const BUCKETS = [...TIERS, "unknown", "disqualified", "none"];

/** Open leads per tier, now and as they would be, and which tiers they would move between. */
export class IcpPipeline extends Component {
    static template = "crm_playbook.IcpPipeline";
    static props = { pipeline: Object };

    setup() {
        this.formatInteger = formatInteger;
        this.getBucketLabel = getBucketLabel;
    }

    get rows() {
        const { now, then } = this.props.pipeline;
        const largest = Math.max(...Object.values(now), ...Object.values(then), 1);
        return BUCKETS.filter((key) => TIERS.includes(key) || now[key] || then[key]).map((key) => ({
            key,
            now: now[key],
            then: then[key],
            change: then[key] - now[key],
            nowWidth: (100 * now[key]) / largest,
            thenWidth: (100 * then[key]) / largest,
        }));
    }

    get moves() {
        return this.props.pipeline.moves
            .filter((move) => move.now !== move.then)
            .sort((a, b) => b.count - a.count);
    }

    formatChange(change) {
        return change > 0 ? `+${formatInteger(change)}` : formatInteger(change);
    }
}
