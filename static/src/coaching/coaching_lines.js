/** Return the last value of a line that is there, or null. */
export function getLast(values) {
    const present = values.filter((value) => value !== null);
    return present.length ? present[present.length - 1] : null;
}

/** Return by how much a line rose from its first to its last value; 0 where it has but one. */
export function getTrend(values) {
    const present = values.filter((value) => value !== null);
    return present.length > 1 ? present[present.length - 1] - present[0] : 0;
}

function averageAt(lines, place) {
    const values = lines.map((line) => line[place]).filter((value) => value !== null);
    return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** Return the average of several skills per month, by the coach and by the coachee. */
export function averageLines(skills) {
    const average = (key) =>
        (skills[0]?.[key] || []).map((_value, place) =>
            averageAt(
                skills.map((skill) => skill[key]),
                place
            )
        );
    return { coach: average("coach"), own: average("own") };
}
