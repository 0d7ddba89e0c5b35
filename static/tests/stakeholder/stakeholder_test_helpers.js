import { fields, models, onRpc } from "@web/../tests/web_test_helpers";

import { CrmLead } from "@crm_playbook/../tests/playbook_test_helpers";

export const ATTITUDES = [
    ["opponent", "Opponent"],
    ["sceptic", "Sceptic"],
    ["neutral", "Neutral"],
    ["supporter", "Supporter"],
    ["champion", "Champion"],
    ["unknown", "Unknown"],
];
const ROLES = [
    { id: 1, name: "Economic Buyer", color: 1 },
    { id: 2, name: "User", color: 2 },
];

/** A person, as `crm.lead.get_stakeholder_map` gives them. */
export function makePerson(values) {
    return {
        id: 1,
        name: "Ada Boss",
        partner_id: 11,
        is_placeholder: false,
        has_avatar: false,
        function: "CFO",
        company: "Acme",
        email: "ada@example.com",
        role_ids: [1],
        influence: 5,
        attitude: "neutral",
        attitude_date: "2026-01-05 10:00:00",
        attitude_user: "Mara",
        is_attitude_old: false,
        user_id: 2,
        user: "Mara",
        reports_to_id: false,
        influence_ids: [],
        conflict_ids: [],
        state: "active",
        last_inbound: false,
        last_outbound: false,
        last_meeting: false,
        inbound_30: 0,
        inbound_90: 0,
        outbound_30: 0,
        outbound_90: 0,
        meeting_30: 0,
        meeting_90: 0,
        recency: "never",
        is_engaged: false,
        is_critical: false,
        doubts: [],
        note: "",
        ...values,
    };
}

/** A map, as `crm.lead.get_stakeholder_map` gives it. */
export function makeMap(people, values) {
    return {
        lead_id: 1,
        name: "Deal",
        can_edit: true,
        health: "amber",
        findings: [],
        doubts: [],
        people_count: people.length,
        engaged_count: 0,
        needed_roles: [],
        missing_roles: [],
        roles: ROLES,
        attitudes: ATTITUDES,
        people,
        ...values,
    };
}

export class CrmStakeholder extends models.Model {
    _name = "crm.stakeholder";

    name = fields.Char();
    lead_id = fields.Many2one({ relation: "crm.lead" });
    attitude = fields.Selection({ selection: ATTITUDES });
    influence = fields.Integer();
    is_attitude_old = fields.Boolean();
    placeholder_name = fields.Char();
    _views = {
        form: `<form><field name="name"/><field name="placeholder_name"/></form>`,
    };
}

/**
 * Stand for the server: `get` is asked for the map each time, `write` on a person changes it.
 *
 * @param {Object} map as {@link makeMap} makes it
 * @param {(values: Object, id: number) => void} [onWrite]
 */
export function serveMap(map, onWrite = () => {}) {
    CrmLead._records = [{ id: 1, name: "Deal" }];
    CrmStakeholder._records = map.people.map(({ id, name }) => ({ id, name, lead_id: 1 }));
    onRpc("crm.lead", "get_stakeholder_map", () => JSON.parse(JSON.stringify(map)));
    onRpc("crm.lead", "get_stakeholder_suggestions", () => []);
    onRpc("crm.lead", "get_last_deal_stakeholders", () => false);
    onRpc("crm.stakeholder", "write", ({ args: [[id], values] }) => {
        onWrite(values, id);
        Object.assign(
            map.people.find((person) => person.id === id),
            values
        );
        return true;
    });
}

export const FORM = /* xml */ `
    <form>
        <sheet>
            <field name="name"/>
            <widget name="stakeholder_map"/>
        </sheet>
    </form>`;
