import { formatDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { getRelations } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_edges";
import { getAgo, getContactText, RECENCIES } from "@crm_playbook/stakeholder/stakeholder_words";

import { Component } from "@odoo/owl";

const RELATIONS = [
    { name: "reports", label: _t("Reports to:") },
    { name: "reportedBy", label: _t("Leads:") },
    { name: "influences", label: _t("Influences:") },
    { name: "influencedBy", label: _t("Influenced by:") },
    { name: "conflicts", label: _t("In conflict with:") },
];
const COUNTED = [
    { name: "inbound_90", label: _t("received") },
    { name: "outbound_90", label: _t("sent") },
    { name: "meeting_90", label: _t("met or called") },
];

/** The same people as on the map, in words: to read, to hear and to print. */
export class StakeholderList extends Component {
    static template = "crm_playbook.StakeholderList";
    static props = { data: Object, highlight: Array, onOpen: Function };

    get attitudes() {
        return Object.fromEntries(this.props.data.attitudes);
    }

    /** Those who left last, the others by influence. */
    get people() {
        const hasLeft = ({ state }) => Number(state === "left");
        return [...this.props.data.people].sort(
            (a, b) =>
                hasLeft(a) - hasLeft(b) || b.influence - a.influence || a.name.localeCompare(b.name)
        );
    }

    getRoles({ role_ids: ids }) {
        return this.props.data.roles.filter(({ id }) => ids.includes(id));
    }

    getWork({ function: work, company }) {
        return [work, company].filter(Boolean).join(", ");
    }

    getJudgement(person) {
        if (person.is_attitude_old) {
            return _t("from an earlier deal");
        }
        const { attitude_date: date, attitude_user: user } = person;
        return date && user
            ? _t("%(user)s, %(date)s", { user, date: formatDate(deserializeDateTime(date)) })
            : "";
    }

    getRecency({ recency }) {
        return RECENCIES[recency].label;
    }

    getContact(person) {
        return getContactText(person);
    }

    /** Return when who wrote or met last, and how often of late. */
    getContactDetails(person) {
        const moments = [
            person.last_inbound && _t("Wrote to us %s", getAgo(person.last_inbound)),
            person.last_outbound && _t("We wrote %s", getAgo(person.last_outbound)),
            person.last_meeting && _t("Met or called %s", getAgo(person.last_meeting)),
        ].filter(Boolean);
        const counts = COUNTED.filter(({ name }) => person[name]).map(
            ({ name, label }) => `${person[name]} ${label}`
        );
        return [...moments, ...(counts.length ? [_t("90 days: %s", counts.join(", "))] : [])];
    }

    getRelations(person) {
        const { people } = this.props.data;
        const names = new Map(people.map(({ id, name }) => [id, name]));
        const relations = getRelations(person, people);
        return RELATIONS.filter(({ name }) => relations[name].length).map(({ name, label }) => ({
            name,
            text: `${label} ${relations[name].map((id) => names.get(id)).join(", ")}`,
        }));
    }
}
