import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { makeDraggableHook } from "@web/core/utils/draggable_hook_builder_owl";
import { uniqueId } from "@web/core/utils/functions";
import { pick } from "@web/core/utils/objects";

import { EDGE_KINDS } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_edges";
import { findCell, layOut } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_layout";
import { Picture } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_picture";
import { RECENCIES } from "@crm_playbook/stakeholder/stakeholder_words";

import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";

/** Core's dragging (delay on touch screens, Escape, scrolling at the border) of an SVG element. */
const useNodeDraggable = makeDraggableHook({
    name: "useNodeDraggable",
    onComputeParams: ({ ctx }) => (ctx.followCursor = false),
    onDragStart: ({ ctx }) => pick(ctx.current, "element"),
    onDrag: ({ ctx }) => pick(ctx.current, "element"),
    onDrop: ({ ctx }) => pick(ctx.current, "element"),
    onDragEnd: ({ ctx }) => pick(ctx.current, "element"),
});

const STEPS = {
    ArrowUp: { lanes: 0, levels: 1 },
    ArrowDown: { lanes: 0, levels: -1 },
    ArrowLeft: { lanes: -1, levels: 0 },
    ArrowRight: { lanes: 1, levels: 0 },
};
const UNMEASURED = 800; // pixels, until the first look at the page

/** The picture: influence upwards, attitude from against to for, and who is tied to whom. */
export class StakeholderCanvas extends Component {
    static template = "crm_playbook.StakeholderCanvas";
    static props = {
        data: Object,
        highlight: Array,
        onJudge: Function,
        onNudge: Function,
        onLeave: Function,
        onOpen: Function,
        onUndo: Function,
    };

    setup() {
        this.rootRef = useRef("root");
        this.svgRef = useRef("svg");
        this.prefix = uniqueId("stakeholder_");
        this.kinds = EDGE_KINDS;
        this.recencies = RECENCIES;
        this.state = useState({
            width: UNMEASURED,
            activeId: null,
            dropCell: null,
            hidden: { reports: false, influences: false, conflicts: false },
        });
        this.drawn = {};
        this.measure();
        useNodeDraggable({
            enable: () => this.props.data.can_edit,
            ref: this.rootRef,
            elements: ".o_stakeholder_node:not(.o_stakeholder_left)",
            tolerance: 6,
            onDragStart: (drag) => this.onDragStart(drag),
            onDrag: (drag) => this.onDrag(drag),
            onDrop: (drag) => this.onDrop(drag),
            onDragEnd: (drag) => this.onDragEnd(drag),
        });
    }

    /** Follow the width of the page, not of the window: chatter and list take their part. */
    measure() {
        const observer = new ResizeObserver(() => this.takeWidth());
        onMounted(() => {
            this.takeWidth();
            observer.observe(this.rootRef.el);
        });
        onWillUnmount(() => observer.disconnect());
    }

    takeWidth() {
        const width = this.rootRef.el?.clientWidth;
        if (width && Math.abs(width - this.state.width) > 1) {
            this.state.width = width;
        }
    }

    // --- what is drawn -----------------------------------------------------------------

    get layout() {
        return this.picture.layout;
    }

    /** The picture as it was drawn last, as long as nothing but classes changed. */
    get picture() {
        const { data } = this.props;
        const { width, hidden } = this.state;
        const key = [width, ...Object.values(hidden)].join();
        if (this.drawn.data !== data || this.drawn.key !== key) {
            const layout = layOut(data.people, width, localization.direction === "rtl");
            Object.assign(this.drawn, { data, key, picture: new Picture(data, layout, hidden) });
        }
        return this.drawn.picture;
    }

    get lit() {
        return this.picture.getLit(this.state.activeId, this.props.highlight);
    }

    getEdgeClass({ from, to }, lit) {
        if (lit && !(lit.has(from) && lit.has(to))) {
            return "o_stakeholder_faded";
        }
        return this.state.activeId === null ? "" : "o_stakeholder_lit";
    }

    getNodeClass(person, lit) {
        return {
            [`o_stakeholder_${person.recency}`]: true,
            o_stakeholder_placeholder: person.is_placeholder,
            o_stakeholder_left: person.state === "left",
            o_stakeholder_faded: lit && !lit.has(person.id),
            o_stakeholder_marked: this.props.highlight.includes(person.id),
        };
    }

    /** Return a place in the margin, where the levels of influence are written. */
    axisX({ size, width, isMirrored }, share) {
        return isMirrored ? width - share * size.axis : share * size.axis;
    }

    /** Return what leads to a shape of this picture, of which a page may hold several. */
    getUrl(name) {
        return `url(#${this.prefix}_${name})`;
    }

    canMove(person) {
        return this.props.data.can_edit && person.state === "active";
    }

    get instructions() {
        return this.props.data.can_edit
            ? _t("Arrow keys judge a person anew, Control and Z undoes it, Enter opens.")
            : _t("Enter opens a person.");
    }

    // --- dragging ----------------------------------------------------------------------

    /** Return a point of the window as a point of the picture, which print may have scaled. */
    getPoint({ x, y }) {
        const box = this.svgRef.el.getBoundingClientRect();
        const { width } = this.layout;
        const scale = width / (box.width || width);
        return { x: (x - box.x) * scale, y: (y - box.y) * scale };
    }

    onDragStart({ element, x, y }) {
        const id = Number(element.dataset.id);
        const point = this.getPoint({ x, y });
        const place = this.layout.places.get(id);
        const offset = { x: place.x - point.x, y: place.y - point.y };
        this.drag = { id, offset, style: element.getAttribute("style") };
        this.state.activeId = null;
    }

    onDrag({ element, x, y }) {
        const place = this.getPoint({ x, y });
        const middle = { x: place.x + this.drag.offset.x, y: place.y + this.drag.offset.y };
        element.style.transform = `translate(${middle.x}px, ${middle.y}px)`;
        const cell = findCell(this.layout, place);
        const current = this.state.dropCell;
        if (cell.attitude !== current?.attitude || cell.influence !== current?.influence) {
            this.state.dropCell = cell;
        }
    }

    onDrop({ x, y }) {
        const point = this.getPoint({ x, y });
        const { layout } = this;
        const isOutside = point.y > layout.bottom + layout.size.head;
        this.drag.cell = isOutside ? null : findCell(layout, point);
    }

    /** Put back what was moved by hand: where a person stands is the layout's to say. */
    onDragEnd({ element }) {
        const { id, cell, style } = this.drag;
        element.setAttribute("style", style);
        this.drag = null;
        this.state.dropCell = null;
        if (cell) {
            this.props.onJudge(id, cell);
        }
    }

    getDropBox({ lanes, rows }) {
        const cell = this.state.dropCell;
        const lane = cell && lanes.find(({ attitude }) => attitude === cell.attitude);
        const row = cell && rows.find(({ influence }) => influence === cell.influence);
        return cell && { x: lane.x, width: lane.width, y: row.y, height: row.height };
    }

    /** Keep the ties of somebody bright. */
    lookAt(id) {
        if (!this.drag) {
            this.state.activeId = id;
        }
    }

    // --- keyboard ----------------------------------------------------------------------

    onKeydown(ev, person) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.props.onOpen(person.id);
        } else if (ev.key === "z" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            this.props.onUndo();
        } else if (STEPS[ev.key] && !ev.altKey && !ev.ctrlKey && !ev.metaKey) {
            ev.preventDefault();
            this.step(ev.key, person);
        }
    }

    step(key, person) {
        if (this.canMove(person)) {
            const { lanes, levels } = STEPS[key];
            const sign = this.layout.isMirrored ? -1 : 1;
            this.props.onNudge(person.id, { lanes: lanes * sign, levels });
        }
    }

    onBlur() {
        this.lookAt(null);
        this.props.onLeave();
    }

    toggleKind(kind) {
        this.state.hidden[kind] = !this.state.hidden[kind];
    }
}
