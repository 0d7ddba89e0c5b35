/** From against to for; what is not known yet has a lane of its own before them. */
export const LANES = ["unknown", "opponent", "sceptic", "neutral", "supporter", "champion"];
export const LEVELS = [5, 4, 3, 2, 1];

/** Below this many pixels a map is drawn small, so that a phone shows all of it. */
const SMALL_BELOW = 560;
/** How many times the width that a name needs at least it gets at most. */
const WIDEST = 1.7;
const LARGE = {
    name: "large",
    node: { width: 84, height: 88, radius: 21 },
    axis: 34,
    head: 30,
    gap: 14,
    padding: 10,
    emptyRow: 46,
};
const SMALL = {
    name: "small",
    node: { width: 50, height: 54, radius: 15 },
    axis: 16,
    head: 24,
    gap: 6,
    padding: 4,
    emptyRow: 28,
};

const getCellKey = (attitude, influence) => `${attitude} ${influence}`;

/** Return the people of each cell, those who left apart. */
function groupByCell(people) {
    const cells = new Map();
    for (const person of people.filter(({ state }) => state === "active")) {
        const key = getCellKey(person.attitude, person.influence);
        cells.set(key, [...(cells.get(key) || []), person]);
    }
    return cells;
}

function countIn(cells, attitude, influence) {
    return cells.get(getCellKey(attitude, influence))?.length || 0;
}

/** Return the number of lines that the fullest cell of a lane needs. */
function countLines(cells, lane) {
    const counts = LEVELS.map((level) => countIn(cells, lane.attitude, level));
    return Math.ceil(Math.max(...counts) / lane.perLine);
}

/**
 * Return the lanes, each as wide as it needs: who stands alone needs one place, and what room
 * there is beyond goes to the lane that would be highest.
 */
function makeLanes(cells, width, size) {
    const lanes = LANES.map((attitude) => ({ attitude, perLine: 1 }));
    const room = width - size.axis - size.gap;
    for (let places = Math.floor(room / size.node.width); places > lanes.length; places--) {
        const fullest = lanes.reduce((a, b) =>
            countLines(cells, b) > countLines(cells, a) ? b : a
        );
        if (countLines(cells, fullest) <= 1) {
            break;
        }
        fullest.perLine++;
    }
    const used = lanes.reduce((sum, lane) => sum + lane.perLine, 0) * size.node.width;
    const spare = Math.max(room - used, 0) / lanes.length;
    let x = size.axis;
    for (const lane of lanes) {
        lane.x = x;
        lane.width = lane.perLine * size.node.width + spare;
        x += lane.width + (lane.attitude === "unknown" ? size.gap : 0);
    }
    return lanes;
}

function makeRows(cells, lanes, size) {
    let y = size.head;
    return LEVELS.map((influence) => {
        const lines = lanes.map((lane) =>
            Math.ceil(countIn(cells, lane.attitude, influence) / lane.perLine)
        );
        const needed = Math.max(...lines) * size.node.height + size.padding;
        const row = { influence, y, height: Math.max(needed, size.emptyRow) };
        y += row.height;
        return row;
    });
}

/**
 * Place people side by side, line below line, in the middle of a box. Nobody covers anybody, and
 * what room there is, is theirs.
 */
function placeInBox(people, box, perLine, size, places) {
    const room = Math.min(box.width / perLine, WIDEST * size.node.width);
    const lineCount = Math.ceil(people.length / perLine);
    const top = box.y + (box.height - lineCount * size.node.height) / 2;
    people.forEach((person, index) => {
        const line = Math.floor(index / perLine);
        const inLine = Math.min(perLine, people.length - line * perLine);
        const left = box.x + (box.width - inLine * room) / 2;
        places.set(person.id, {
            x: left + ((index % perLine) + 0.5) * room,
            y: top + line * size.node.height + size.node.radius + size.padding / 2,
            room,
        });
    });
}

/** Return the strip below the map for those who left, or null where nobody did. */
function makeStrip(people, y, width, size) {
    const gone = people.filter(({ state }) => state === "left");
    if (!gone.length) {
        return null;
    }
    const room = width - size.axis;
    const perLine = Math.min(Math.floor(room / size.node.width), gone.length);
    const height = Math.ceil(gone.length / perLine) * size.node.height + size.padding;
    const stripWidth = Math.min(perLine * WIDEST * size.node.width, room);
    return { people: gone, perLine, x: size.axis, y: y + size.head, width: stripWidth, height };
}

function mirror(layout) {
    const { width } = layout;
    for (const place of layout.places.values()) {
        place.x = width - place.x;
    }
    for (const box of [...layout.lanes, ...(layout.strip ? [layout.strip] : [])]) {
        box.x = width - box.x - box.width;
    }
}

/**
 * Return where everything of a map stands, in pixels: `lanes` (attitudes, x and width), `rows`
 * (influence, y and height), `places` (the middle of the face of each person by id, and the
 * `room` for the name), `strip`
 * (those who left) and the `width` and `height` of the whole.
 *
 * @param {Object[]} people as `crm.lead.get_stakeholder_map` gives them
 * @param {number} room pixels from side to side; less than six faces need is not taken
 * @param {boolean} isMirrored for languages that are written from right to left
 */
export function layOut(people, room, isMirrored = false) {
    const size = room < SMALL_BELOW ? SMALL : LARGE;
    const smallest = size.axis + size.gap + LANES.length * size.node.width;
    const width = Math.max(Math.floor(room), smallest);
    const cells = groupByCell(people);
    const lanes = makeLanes(cells, width, size);
    const rows = makeRows(cells, lanes, size);
    const bottom = rows.at(-1).y + rows.at(-1).height;
    const strip = makeStrip(people, bottom, width, size);
    const places = new Map();
    for (const lane of lanes) {
        for (const row of rows) {
            const cell = cells.get(getCellKey(lane.attitude, row.influence)) || [];
            placeInBox(cell, { ...lane, ...row }, lane.perLine, size, places);
        }
    }
    if (strip) {
        placeInBox(strip.people, strip, strip.perLine, size, places);
    }
    const height = strip ? strip.y + strip.height : bottom;
    const layout = { size, width, height, bottom, lanes, rows, places, strip, isMirrored };
    if (isMirrored) {
        mirror(layout);
    }
    return layout;
}

function getDistance(position, from, length) {
    return Math.max(from - position, position - (from + length), 0);
}

function findNearest(boxes, getBoxDistance) {
    return boxes.reduce((a, b) => (getBoxDistance(b) < getBoxDistance(a) ? b : a));
}

/** Return the attitude and influence of the cell at, or nearest to, a point of a map. */
export function findCell(layout, { x, y }) {
    const lane = findNearest(layout.lanes, (box) => getDistance(x, box.x, box.width));
    const row = findNearest(layout.rows, (box) => getDistance(y, box.y, box.height));
    return { attitude: lane.attitude, influence: row.influence };
}

const clampIndex = (index, list) => Math.min(Math.max(index, 0), list.length - 1);

/** Return the cell that lies so many lanes and levels away; the border of the map holds. */
export function findNeighbour({ attitude, influence }, { lanes, levels }) {
    return {
        attitude: LANES[clampIndex(LANES.indexOf(attitude) + lanes, LANES)],
        influence: LEVELS[clampIndex(LEVELS.indexOf(influence) - levels, LEVELS)],
    };
}
