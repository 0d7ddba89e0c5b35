import {
    drawEdge,
    makeEdges,
} from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_edges";
import { fitText } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_text";
import { describe, getInitials, RECENCIES } from "@crm_playbook/stakeholder/stakeholder_words";

const FONTS = { large: 12, small: 10 }; // pixels
const LANE_FONTS = { large: 12, small: 9 };
const MARGIN = 6; // pixels between the names of two people
/** More lines than this are drawn pale until somebody is looked at. */
const CALM_EDGES = 30;

/**
 * Everything that a map draws. It is made once for each change of the data, of the width and of
 * the kinds of lines; who is looked at changes nothing but classes.
 */
export class Picture {
    /**
     * @param {Object} data as `crm.lead.get_stakeholder_map` gives it
     * @param {Object} layout of {@link layOut}
     * @param {Object} hidden booleans by kind of line
     */
    constructor(data, layout, hidden) {
        this.data = data;
        this.layout = layout;
        this.font = FONTS[layout.size.name];
        this.isSmall = layout.size.name === "small";
        this.attitudes = Object.fromEntries(data.attitudes);
        const edges = makeEdges(data.people).filter(({ kind }) => !hidden[kind]);
        this.isCrowded = edges.length > CALM_EDGES;
        this.lanes = layout.lanes.map((lane) => this.drawLane(lane));
        this.edges = edges.map((edge) => this.drawEdge(edge));
        this.nodes = this.sortPeople().map((person) => this.drawNode(person));
    }

    /**
     * Return the ids of those who stay bright, or null where nobody is looked at.
     *
     * @param {number|null} activeId whose ties are followed
     * @param {number[]} highlight ids of those that a remark is about
     */
    getLit(activeId, highlight) {
        if (activeId === null) {
            return highlight.length ? new Set(highlight) : null;
        }
        const near = this.edges.filter(({ from, to }) => [from, to].includes(activeId));
        return new Set([activeId, ...near.flatMap(({ from, to }) => [from, to])]);
    }

    /** By name: an order that no judgement changes, so that the focus stays where it is. */
    sortPeople() {
        return [...this.data.people].sort((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
    }

    drawLane(lane) {
        const label = this.attitudes[lane.attitude];
        const font = LANE_FONTS[this.layout.size.name];
        return { ...lane, label, text: fitText(label, lane.width - 2, font, !this.isSmall) };
    }

    drawEdge(edge) {
        const { places, size } = this.layout;
        const [from, to] = [places.get(edge.from), places.get(edge.to)];
        return { ...edge, ...drawEdge(edge.kind, from, to, size.node.radius + 3) };
    }

    drawNode(person) {
        const place = this.layout.places.get(person.id);
        const room = place.room - MARGIN;
        const roleNames = this.getRoleNames(person);
        const name = this.isSmall ? person.name.split(" ")[0] : person.name;
        return {
            person,
            style: `transform: translate(${place.x}px, ${place.y}px)`,
            image: person.has_avatar && `/web/image/res.partner/${person.partner_id}/avatar_128`,
            initials: person.is_placeholder ? "?" : getInitials(person.name),
            ring: `${RECENCIES[person.recency].share} 100`,
            name: fitText(name, room, this.font),
            roles: this.isSmall ? "" : fitText(roleNames, room, this.font - 1),
            label: describe(person, { attitudes: this.attitudes, roleNames }),
        };
    }

    getRoleNames({ role_ids: ids }) {
        const roles = this.data.roles.filter(({ id }) => ids.includes(id));
        return roles.map(({ name }) => name).join(", ");
    }
}
