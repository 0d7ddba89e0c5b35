import {
    drawEdge,
    makeEdges,
} from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_edges";
import { fitText } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_text";
import { describe, getInitials, RECENCIES } from "@crm_playbook/stakeholder/stakeholder_words";

const FONTS = { large: 12, small: 10 }; // pixels
const MARGIN = 6; // pixels between the names of two people

/**
 * Everything that a map draws, made anew each time.
 *
 * @param {Object} data as `crm.lead.get_stakeholder_map` gives it
 * @param {Object} layout of {@link layOut}
 * @param {Object} view `activeId` (whose ties are bright, or null), `highlight` (ids),
 *      `hidden` (booleans by kind of line)
 */
export class Picture {
    constructor(data, layout, view) {
        this.data = data;
        this.layout = layout;
        this.view = view;
        this.font = FONTS[layout.size.name];
        this.isSmall = layout.size.name === "small";
        this.attitudes = Object.fromEntries(data.attitudes);
        const edges = makeEdges(data.people).filter(({ kind }) => !view.hidden[kind]);
        this.lit = this.getLit(edges);
        this.lanes = layout.lanes.map((lane) => this.drawLane(lane));
        this.edges = edges.map((edge) => this.drawEdge(edge));
        this.nodes = this.sortPeople().map((person) => this.drawNode(person));
    }

    /** Return the ids of those who stay bright, or null where nobody is looked at. */
    getLit(edges) {
        const { activeId, highlight } = this.view;
        if (activeId === null) {
            return highlight.length ? new Set(highlight) : null;
        }
        const near = edges.filter(({ from, to }) => [from, to].includes(activeId));
        return new Set([activeId, ...near.flatMap(({ from, to }) => [from, to])]);
    }

    /** By name: an order that no judgement changes, so that the focus stays where it is. */
    sortPeople() {
        return [...this.data.people].sort((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
    }

    drawLane(lane) {
        const label = this.attitudes[lane.attitude];
        return { ...lane, label, text: fitText(label, lane.width - 4, this.font, true) };
    }

    drawEdge(edge) {
        const { places, size } = this.layout;
        const { lit } = this;
        const isFaded = lit && !(lit.has(edge.from) && lit.has(edge.to));
        const isLit = this.view.activeId !== null && !isFaded;
        return {
            ...edge,
            ...drawEdge(
                edge.kind,
                places.get(edge.from),
                places.get(edge.to),
                size.node.radius + 3
            ),
            class: isFaded ? "o_stakeholder_faded" : isLit ? "o_stakeholder_lit" : "",
        };
    }

    drawNode(person) {
        const place = this.layout.places.get(person.id);
        const room = place.room - MARGIN;
        const roleNames = this.getRoleNames(person);
        const name = this.isSmall ? person.name.split(" ")[0] : person.name;
        return {
            person,
            style: `transform: translate(${place.x}px, ${place.y}px)`,
            class: this.getNodeClass(person),
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

    getNodeClass(person) {
        return {
            [`o_stakeholder_${person.recency}`]: true,
            o_stakeholder_placeholder: person.is_placeholder,
            o_stakeholder_left: person.state === "left",
            o_stakeholder_faded: this.lit && !this.lit.has(person.id),
            o_stakeholder_marked: this.view.highlight.includes(person.id),
        };
    }
}
