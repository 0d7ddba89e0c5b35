import { _t } from "@web/core/l10n/translation";

/** Kinds of lines, told apart by stroke and ending, not only by colour. */
export const EDGE_KINDS = [
    { kind: "reports", label: _t("Reports to") },
    { kind: "influences", label: _t("Influences") },
    { kind: "conflicts", label: _t("In conflict with") },
];

const ARROW = 7; // pixels between the end of a line and the face it points at
const BEND = { reports: 0.06, influences: 0.18 };
const TOOTH = { length: 5, height: 3.5 };

/** Return the lines between people of a map; a conflict is one line, whoever names it. */
export function makeEdges(people) {
    const known = new Set(people.map(({ id }) => id));
    const edges = new Map();
    const add = (kind, from, to) => {
        if (known.has(to) && from !== to) {
            const key = `${kind} ${from} ${to}`;
            edges.set(key, { key, kind, from, to });
        }
    };
    for (const person of people) {
        if (person.reports_to_id) {
            add("reports", person.id, person.reports_to_id);
        }
        person.influence_ids.forEach((id) => add("influences", person.id, id));
        person.conflict_ids.forEach((id) =>
            add("conflicts", Math.min(person.id, id), Math.max(person.id, id))
        );
    }
    return [...edges.values()];
}

/** Return the ids of the people with whom somebody is connected, in words to look up by kind. */
export function getRelations(person, people) {
    const relations = { reports: [], reportedBy: [], influences: [], influencedBy: [] };
    relations.conflicts = [];
    for (const { kind, from, to } of makeEdges(people)) {
        if (kind === "conflicts" && [from, to].includes(person.id)) {
            relations.conflicts.push(from === person.id ? to : from);
        } else if (kind !== "conflicts" && from === person.id) {
            relations[kind].push(to);
        } else if (kind !== "conflicts" && to === person.id) {
            relations[kind === "reports" ? "reportedBy" : "influencedBy"].push(from);
        }
    }
    return relations;
}

const round = (value) => Math.round(value * 10) / 10;
const write = (command, { x, y }) => `${command}${round(x)} ${round(y)}`;

function cut(from, to, atStart, atEnd) {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const unit = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
    const start = { x: from.x + unit.x * atStart, y: from.y + unit.y * atStart };
    const end = { x: to.x - unit.x * atEnd, y: to.y - unit.y * atEnd };
    return { start, end, unit, length: Math.max(length - atStart - atEnd, 0) };
}

const getMiddle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** A bow towards one side, so that lines in both directions do not lie on each other. */
function drawBow(from, to, radius, bend) {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const middle = getMiddle(from, to);
    const control = {
        x: middle.x + (to.y - from.y) * bend,
        y: middle.y - (to.x - from.x) * bend,
    };
    const first = cut(from, control, radius, 0).start;
    const last = cut(control, to, 0, Math.min(radius + ARROW, length / 2)).end;
    const path = `${write("M", first)}${write("Q", control)} ${round(last.x)} ${round(last.y)}`;
    return { path, middle: getMiddle(getMiddle(first, last), control) };
}

/** A saw, which is a line of its own also where all is grey. */
function drawSaw(from, to, radius) {
    const { start, end, unit, length } = cut(from, to, radius, radius);
    const teeth = Math.floor(length / TOOTH.length);
    let path = write("M", start);
    for (let tooth = 1; tooth < teeth; tooth++) {
        const along = tooth * TOOTH.length;
        const aside = tooth % 2 ? TOOTH.height : -TOOTH.height;
        path += write("L", {
            x: start.x + unit.x * along - unit.y * aside,
            y: start.y + unit.y * along + unit.x * aside,
        });
    }
    return { path: path + write("L", end), middle: getMiddle(start, end) };
}

/** Return the path of a line between two places, and the point in its middle. */
export function drawEdge(kind, from, to, radius) {
    return kind === "conflicts" ? drawSaw(from, to, radius) : drawBow(from, to, radius, BEND[kind]);
}
