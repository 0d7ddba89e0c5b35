import { describe, expect, test } from "@odoo/hoot";

import {
    findCell,
    findNeighbour,
    LANES,
    layOut,
    LEVELS,
} from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_layout";

describe.current.tags("headless");

let nextId = 1;

const makePerson = (attitude, influence, state = "active") => ({
    id: nextId++,
    attitude,
    influence,
    state,
});

/** Sixty people as deals have them: some everywhere, many in two cells. */
function makeCrowd() {
    const everywhere = LANES.flatMap((lane) => LEVELS.map((level) => makePerson(lane, level)));
    const crowded = Array.from({ length: 20 }, () => makePerson("neutral", 3));
    const others = Array.from({ length: 10 }, () => makePerson("champion", 5));
    return [...everywhere, ...crowded, ...others];
}

/** Return the pairs of people whose boxes, face and names, cover each other. */
function findCovered({ places, size: { node } }) {
    const all = [...places.values()];
    return all.flatMap((a, index) =>
        all
            .slice(index + 1)
            .filter(
                (b) =>
                    Math.abs(a.x - b.x) < node.width - 0.01 &&
                    Math.abs(a.y - b.y) < node.height - 0.01
            )
    );
}

for (const width of [358, 700, 1000, 1600]) {
    test(`sixty people never cover each other on ${width} pixels`, () => {
        const people = makeCrowd();
        const layout = layOut(people, width);
        expect(layout.places.size).toBe(60);
        expect(findCovered(layout)).toEqual([]);
        expect(layout.width).toBe(width);
    });

    test(`everybody stands in their own cell on ${width} pixels`, () => {
        const people = makeCrowd();
        for (const isMirrored of [false, true]) {
            const layout = layOut(people, width, isMirrored);
            const cells = people.map(({ id }) => findCell(layout, layout.places.get(id)));
            expect(cells).toEqual(
                people.map(({ attitude, influence }) => ({ attitude, influence }))
            );
        }
    });
}

test("influence goes upwards and attitude from against to for", () => {
    const [low, high] = [makePerson("opponent", 1), makePerson("champion", 5)];
    const { places } = layOut([low, high], 1000);
    expect(places.get(high.id).y).toBeLessThan(places.get(low.id).y);
    expect(places.get(high.id).x).toBeGreaterThan(places.get(low.id).x);
});

test("a language that is written from right to left mirrors the map", () => {
    const people = [makePerson("opponent", 1), makePerson("champion", 5)];
    const [plain, mirrored] = [layOut(people, 1000), layOut(people, 1000, true)];
    for (const { id } of people) {
        expect(mirrored.places.get(id).x).toBeCloseTo(1000 - plain.places.get(id).x);
        expect(mirrored.places.get(id).y).toBe(plain.places.get(id).y);
    }
});

test("the fullest lane is the widest", () => {
    const crowd = Array.from({ length: 9 }, () => makePerson("champion", 5));
    const { lanes } = layOut([...crowd, makePerson("neutral", 3)], 1000);
    const widest = lanes.reduce((a, b) => (b.width > a.width ? b : a));
    expect(widest.attitude).toBe("champion");
});

test("those who left stand below the map", () => {
    const people = [makePerson("champion", 1), makePerson("champion", 5, "left")];
    const layout = layOut(people, 1000);
    expect(layout.places.get(people[1].id).y).toBeGreaterThan(layout.bottom);
    expect(layOut(people.slice(0, 1), 1000).strip).toBe(null);
});

test("a point beside the map belongs to the nearest cell", () => {
    const layout = layOut([makePerson("neutral", 3)], 1000);
    expect(findCell(layout, { x: 5000, y: -100 })).toEqual({
        attitude: "champion",
        influence: 5,
    });
    expect(findCell(layout, { x: -5, y: 5000 })).toEqual({ attitude: "unknown", influence: 1 });
});

test("a neighbour beyond the border is the cell itself", () => {
    const corner = { attitude: "champion", influence: 5 };
    expect(findNeighbour(corner, { lanes: 1, levels: 1 })).toEqual(corner);
    expect(findNeighbour(corner, { lanes: -1, levels: -1 })).toEqual({
        attitude: "supporter",
        influence: 4,
    });
});
