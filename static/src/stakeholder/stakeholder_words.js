import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** How long ago the last contact was, with the share of the ring that is left of it. */
export const RECENCIES = {
    fresh: { label: _t("In the last 30 days"), share: 100 },
    cooling: { label: _t("In the last 90 days"), share: 66 },
    cold: { label: _t("Longer ago"), share: 33 },
    never: { label: _t("Never"), share: 0 },
};

export const HEALTHS = {
    red: { label: _t("Relations are at risk"), icon: "fa-times-circle", color: "danger" },
    amber: { label: _t("Relations need care"), icon: "fa-exclamation-circle", color: "warning" },
    green: { label: _t("Relations are sound"), icon: "fa-check-circle", color: "success" },
};

/** Return a moment of the server's as people say it, like "3 days ago". */
export function getAgo(moment) {
    return moment ? deserializeDateTime(moment).toRelative() : "";
}

/** Return the first letters of the first and the last word of a name. */
export function getInitials(name) {
    const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
    const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
    return chosen.map((word) => [...word][0].toUpperCase()).join("") || "?";
}

/** Return the latest of the moments at which somebody was really in contact. */
export function getLastContact({ last_inbound, last_outbound, last_meeting }) {
    return [last_inbound, last_outbound, last_meeting].filter(Boolean).sort().at(-1) || false;
}

export function getContactText(person) {
    if (person.is_placeholder) {
        return _t("Not identified yet");
    }
    const last = getLastContact(person);
    return last ? _t("Last contact %s", getAgo(last)) : _t("No contact yet");
}

/** Return what a map knows of a person in one sentence, for those who hear it. */
export function describe(person, { attitudes, roleNames }) {
    const values = {
        name: person.name,
        roles: roleNames || _t("no role"),
        influence: person.influence,
        attitude: attitudes[person.attitude],
        contact: getContactText(person),
    };
    const text = _t(
        "%(name)s, %(roles)s. Attitude: %(attitude)s. Influence: %(influence)s of 5. %(contact)s.",
        values
    );
    const left = person.state === "left" ? [_t("Has left.")] : [];
    const critical = person.is_critical ? [_t("The deal hangs on this person.")] : [];
    return [text, ...left, ...critical, ...person.doubts].join(" ");
}
