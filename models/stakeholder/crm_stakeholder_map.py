import json

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import rooms
from ...tools.jobs import wake
from .constants import ACTIVE, CRON, HEALTHS, ROOM
from .people.buying_group import BuyingGroup, Person, Placeholder

# What an assessment says, with the types of the columns.
COLUMNS = {
    "people_count": "int4",
    "engaged_count": "int4",
    "needed_count": "int4",
    "covered_count": "int4",
    "is_single_threaded": "bool",
    "health": "varchar",
    "doubt_count": "int4",
    "critical_count": "int4",
    "findings": "jsonb",
    "date_next": "timestamp",
}
# Up to so many maps are assessed at once when the rules change, more by the nightly job.
MAPS_AT_ONCE = 1000


class CrmStakeholderMap(models.Model):
    """What the people of a deal amount to: one narrow row per deal that has people, so that
    neither an assessment nor the nightly job touches the deal itself."""

    _name = "crm.stakeholder.map"
    _description = "Stakeholder Map"
    _rec_name = "lead_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    people_count = fields.Integer("People")
    engaged_count = fields.Integer("Engaged")
    needed_count = fields.Integer("Roles Needed")
    covered_count = fields.Integer("Roles Covered")
    is_single_threaded = fields.Boolean("Single-Threaded")
    health = fields.Selection(HEALTHS, "Relations")
    doubt_count = fields.Integer("Doubts")
    critical_count = fields.Integer("Critical People")
    findings = fields.Json()
    date_next = fields.Datetime(
        "Changes by Itself On",
        index=True,
        help="The next moment at which time alone can change what this map says.",
    )

    _lead_once = models.Constraint("UNIQUE(lead_id)", "A deal has one map.")

    @api.model
    def _assess(self, leads):
        """Bring the maps of these deals up to date, and the roles they miss.

        The number of queries is constant, and only rows that differ are written.

        :param leads: saved deals; those without people lose their map
        :return: the deals whose map or missing roles changed
        """
        # sudo: maps are written by the system, whoever changed what they say
        leads = leads.sudo()
        groups = self._get_groups(leads)
        rows = [{"lead_id": lead_id, **self._judge(group)} for lead_id, group in groups.items()]
        missing = [
            (lead_id, role_id) for lead_id, group in groups.items() for role_id in group.missing
        ]
        changed = self._remove_maps([lead_id for lead_id in leads.ids if lead_id not in groups])
        changed |= self._write_maps(rows)
        recovered = self._write_missing_roles(leads.ids, missing)
        changed, recovered = leads.browse(changed), leads.browse(recovered)
        self._make_known(changed, recovered)
        return changed | recovered

    @api.model
    def _assess_again(self, domain=()):
        """Assess maps after the rules changed: few at once, many by the nightly job, which
        is asked to come soon. While the room is off nothing is; all of it is when it comes on."""
        if not rooms.is_on(self.env, ROOM):
            return
        # sudo: who may change the rules changes what is said of every deal
        maps = self.sudo().search([*domain], limit=MAPS_AT_ONCE + 1)
        if len(maps) <= MAPS_AT_ONCE:
            self._assess(maps.lead_id)
            return
        # sudo: as above
        query = self.sudo()._search([*domain])
        self.env.cr.execute(
            SQL(
                "UPDATE crm_stakeholder_map SET date_next = %s WHERE id IN (%s)",
                fields.Datetime.now(),
                query.select(),
            )
        )
        self.invalidate_model(["date_next"], flush=False)
        wake(self.env, CRON, now=True)

    @api.model
    def _add_missing_maps(self):
        """Add an empty map, which the nightly job fills, to the deals that got people while
        nothing was assessed."""
        self.env["crm.stakeholder"].flush_model(["lead_id"])
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """INSERT INTO crm_stakeholder_map (lead_id, date_next)
                   SELECT DISTINCT lead_id, %s::timestamp FROM crm_stakeholder
              ON CONFLICT (lead_id) DO NOTHING""",
                fields.Datetime.now(),
            )
        )
        self.invalidate_model(flush=False)

    # --- reading -----------------------------------------------------------------------

    @api.model
    def _get_groups(self, leads):
        """Return ``{lead id: BuyingGroup}`` of the deals that have people."""
        people, placeholders = self._get_people(leads.ids)
        leads = leads.browse(lead_id for lead_id in leads.ids if lead_id in people)
        needed = self.env["crm.stakeholder.requirement"]._get_needed_roles(leads)
        decisive = self.env["crm.stakeholder.role"]._get_decisive_ids()
        now = fields.Datetime.now()
        return {
            lead.id: BuyingGroup(
                people[lead.id],
                placeholders[lead.id],
                needed[lead.id],
                decisive,
                lead.team_id._get_stakeholder_limits(),
                now,
            )
            for lead in leads
        }

    @api.model
    def _get_people(self, lead_ids):
        """Return ``({lead id: [Person]}, {lead id: [Placeholder]})``, both with every deal that
        has people at all. Whoever is gone has no place in either list."""
        people, placeholders = {}, {}
        for lead_id, is_there, stakeholder_id, role_ids, *values in self._select_people(lead_ids):
            persons = people.setdefault(lead_id, [])
            missing = placeholders.setdefault(lead_id, [])
            if is_there:
                persons.append(Person(stakeholder_id, tuple(role_ids), *values))
            elif is_there is None:
                missing.append(Placeholder(stakeholder_id, tuple(role_ids)))
        return people, placeholders

    @api.model
    def _select_people(self, lead_ids):
        """Return rows about people: the deal, whether they count (None: not known by name),
        their id, roles and what :class:`Person` says of them."""
        self.env["crm.stakeholder"].flush_model()
        self.env["res.partner"].flush_model(["active", "message_bounce"])
        return self.env.execute_query(
            SQL(
                """
                SELECT person.lead_id,
                       CASE WHEN person.state <> %(active)s THEN FALSE
                            ELSE partner.active AND COALESCE(partner.message_bounce, 0) = 0 END,
                       person.id,
                       ARRAY(SELECT role_id FROM crm_stakeholder_role_rel AS rel
                              WHERE rel.stakeholder_id = person.id ORDER BY role_id),
                       person.attitude, COALESCE(person.is_attitude_old, FALSE),
                       person.last_inbound, person.last_outbound, person.last_meeting
                  FROM crm_stakeholder AS person
             LEFT JOIN res_partner AS partner ON partner.id = person.partner_id
                 WHERE person.lead_id = ANY(%(lead_ids)s)
              ORDER BY person.lead_id, person.influence DESC, person.id
                """,
                active=ACTIVE,
                lead_ids=list(lead_ids),
            )
        )

    @api.model
    def _judge(self, group):
        """Return what a group amounts to as a dict of ``COLUMNS``, JSON values only."""
        Finding = self.env["crm.stakeholder.finding"]
        findings = Finding._get_findings(group)
        codes = [finding["code"] for finding in findings]
        doubts = Finding._get_doubt_codes()
        date_next = group.get_next_change()
        return {
            "people_count": len(group.people),
            "engaged_count": len(group.engaged),
            "needed_count": len(group.needed),
            "covered_count": len(group.needed) - len(group.missing),
            "is_single_threaded": group.is_single_threaded,
            "health": Finding._get_health(findings),
            "doubt_count": sum(code in doubts for code in codes),
            "critical_count": codes.count("critical"),
            "findings": findings,
            "date_next": date_next and fields.Datetime.to_string(date_next),
        }

    # --- writing -----------------------------------------------------------------------

    @api.model
    def _remove_maps(self, lead_ids):
        if not lead_ids:
            return set()
        rows = self.env.execute_query(
            SQL(
                "DELETE FROM crm_stakeholder_map WHERE lead_id = ANY(%s) RETURNING lead_id",
                lead_ids,
            )
        )
        return {lead_id for [lead_id] in rows}

    @api.model
    def _write_maps(self, rows):
        """Insert or update the maps that differ from these rows; return the ids of their
        deals. A deal that is gone meanwhile is left out."""
        if not rows:
            return set()
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        types = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items()
        )
        new, old, excluded = map(self._prefixed, ("new", "old", "excluded"))
        written = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_stakeholder_map (lead_id, %(columns)s)
                SELECT new.lead_id, %(new)s
                  FROM jsonb_to_recordset(%(rows)s) AS new(lead_id int4, %(types)s)
                  JOIN crm_lead AS lead ON lead.id = new.lead_id
             LEFT JOIN crm_stakeholder_map AS old ON old.lead_id = new.lead_id
                 WHERE old.id IS NULL OR (%(new)s) IS DISTINCT FROM (%(old)s)
           ON CONFLICT (lead_id) DO UPDATE SET (%(columns)s) = (%(excluded)s)
             RETURNING lead_id
                """,
                columns=columns,
                types=types,
                new=new,
                old=old,
                excluded=excluded,
                rows=json.dumps(rows),
            )
        )
        return {lead_id for [lead_id] in written}

    @api.model
    def _write_missing_roles(self, lead_ids, missing):
        """Make the missing roles of these deals what ``missing``, pairs of a deal and a role,
        says; return the ids of the deals for which they changed."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH wanted (lead_id, role_id) AS (
                    SELECT * FROM UNNEST(%(leads)s::int4[], %(roles)s::int4[])
                ), removed AS (
                    DELETE FROM crm_lead_missing_role_rel AS rel
                     WHERE rel.lead_id = ANY(%(lead_ids)s)
                       AND (rel.lead_id, rel.role_id) NOT IN (SELECT lead_id, role_id FROM wanted)
                 RETURNING rel.lead_id
                ), added AS (
                    INSERT INTO crm_lead_missing_role_rel (lead_id, role_id)
                    SELECT wanted.lead_id, wanted.role_id
                      FROM wanted JOIN crm_lead AS lead ON lead.id = wanted.lead_id
                     WHERE NOT EXISTS (SELECT FROM crm_lead_missing_role_rel AS rel
                                        WHERE rel.lead_id = wanted.lead_id
                                          AND rel.role_id = wanted.role_id)
                 RETURNING lead_id
                )
                SELECT lead_id FROM removed UNION SELECT lead_id FROM added
                """,
                leads=[lead_id for lead_id, _role_id in missing],
                roles=[role_id for _lead_id, role_id in missing],
                lead_ids=list(lead_ids),
            )
        )
        return {lead_id for [lead_id] in rows}

    @api.model
    def _prefixed(self, alias):
        return SQL(", ").join(SQL.identifier(alias, name) for name in COLUMNS)

    @api.model
    def _make_known(self, changed, recovered):
        """Forget what the cache holds about these deals, and let whatever depends on their
        maps or on their missing roles follow."""
        if changed:
            names = list(changed._get_stakeholder_columns())
            shown = ["stakeholder_map_ids", "stakeholder_revision", "playbook_badges"]
            changed.invalidate_recordset([*names, *shown], flush=False)
            self.invalidate_model(flush=False)
            changed.modified(names)
        if recovered:
            recovered.invalidate_recordset(["missing_role_ids"], flush=False)
            recovered.modified(["missing_role_ids"])
