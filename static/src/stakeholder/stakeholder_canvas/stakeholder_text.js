/** Width of an average letter as a share of the height of the type, where nothing can measure. */
const AVERAGE = 0.55;
const FAMILY = "sans-serif";
const widths = new Map();
let context;

function measure(text, font, isBold) {
    const key = `${isBold} ${font} ${text}`;
    if (!widths.has(key)) {
        context = context || document.createElement("canvas").getContext("2d");
        if (context) {
            const family = getComputedStyle(document.body).fontFamily || FAMILY;
            context.font = `${isBold ? "bold " : ""}${font}px ${family}`;
        }
        widths.set(key, context?.measureText(text).width ?? text.length * font * AVERAGE);
    }
    return widths.get(key);
}

/** Return a text, or as much of its beginning as there is room for: SVG has no ellipsis. */
export function fitText(text, room, font, isBold = false) {
    if (measure(text, font, isBold) <= room) {
        return text;
    }
    const letters = [...text];
    let [shortest, longest] = [0, letters.length];
    while (shortest < longest) {
        const middle = Math.ceil((shortest + longest) / 2);
        const part = `${letters.slice(0, middle).join("")}…`;
        if (measure(part, font, isBold) <= room) {
            shortest = middle;
        } else {
            longest = middle - 1;
        }
    }
    return `${letters.slice(0, shortest).join("").trimEnd()}…`;
}
