import { describe, expect, test } from "@odoo/hoot";

import {
    drawEdge,
    getRelations,
    makeEdges,
} from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_edges";

describe.current.tags("headless");

const makePerson = (id, values) => ({
    id,
    reports_to_id: false,
    influence_ids: [],
    conflict_ids: [],
    ...values,
});

test("each tie is one line, a conflict that both name as well", () => {
    const people = [
        makePerson(1, { reports_to_id: 2, conflict_ids: [2] }),
        makePerson(2, { influence_ids: [1], conflict_ids: [1] }),
    ];
    expect(makeEdges(people).map(({ key }) => key)).toEqual([
        "reports 1 2",
        "conflicts 1 2",
        "influences 2 1",
    ]);
});

test("a tie to somebody who is not on the map is no line", () => {
    expect(makeEdges([makePerson(1, { reports_to_id: 9, influence_ids: [9] })])).toEqual([]);
});

test("ties are known from both ends", () => {
    const people = [
        makePerson(1, { reports_to_id: 2, influence_ids: [3] }),
        makePerson(2, { conflict_ids: [3] }),
        makePerson(3),
    ];
    expect(getRelations(people[1], people)).toEqual({
        reports: [],
        reportedBy: [1],
        influences: [],
        influencedBy: [],
        conflicts: [3],
    });
    expect(getRelations(people[2], people)).toEqual({
        reports: [],
        reportedBy: [],
        influences: [],
        influencedBy: [1],
        conflicts: [2],
    });
});

test("a line begins and ends at the border of the faces", () => {
    const [from, to] = [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
    ];
    const conflict = drawEdge("conflicts", from, to, 20);
    expect(conflict.path).toMatch(/^M20 0L/);
    expect(conflict.path).toMatch(/L80 0$/);
    expect(drawEdge("reports", from, to, 20).path).toMatch(/^M[\d.]+ -?[\d.]+Q/);
});

test("lines in both directions do not lie on each other", () => {
    const [a, b] = [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
    ];
    const sides = [drawEdge("influences", a, b, 20), drawEdge("influences", b, a, 20)].map(
        ({ middle }) => Math.sign(middle.y)
    );
    expect(sides[0]).toBe(-sides[1]);
});
