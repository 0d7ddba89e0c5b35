from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import rooms
from ....tools.computed_relation import ComputedMany2many
from ....tools.side_table import SideTable
from ..constants import HEALTHS, ROOM, ROOM_GROUP

# Fields of a deal that are columns of its map.
MAP_COLUMNS = {
    "stakeholder_count": "people_count",
    "stakeholder_engaged_count": "engaged_count",
    "is_single_threaded": "is_single_threaded",
    "stakeholder_health": "health",
    "stakeholder_doubt_count": "doubt_count",
}
SHOWN_COLUMNS = tuple(MAP_COLUMNS.values())
# What only assessments write.
ASSESSED_FIELDS = frozenset(("has_stakeholders", "stakeholder_map_ids", "missing_role_ids"))
# What an assessment looks at, besides the conditions of requirements.
DEPENDENCIES = {
    "has_stakeholders",
    "team_id",
    "stakeholder_ids.lead_id",
    "stakeholder_ids.partner_id.active",
    "stakeholder_ids.partner_id.message_bounce",
    "stakeholder_ids.role_ids",
    "stakeholder_ids.influence",
    "stakeholder_ids.attitude",
    "stakeholder_ids.is_attitude_old",
    "stakeholder_ids.state",
    "stakeholder_ids.last_inbound",
    "stakeholder_ids.last_outbound",
    "stakeholder_ids.last_meeting",
}
MAPS = SideTable(
    "crm_stakeholder_map",
    lambda env, column: env["crm.lead"]._fields["stakeholder_map_ids"],
    compute="_compute_stakeholder",
    compute_sudo=True,
    groups=ROOM_GROUP,
)


def _map_field(field_class, fname, *args, **kwargs):
    return MAPS.field(field_class, fname, MAP_COLUMNS[fname], *args, **kwargs)


class CrmLead(models.Model):
    """What the people of a deal amount to, on the deal.

    How it works: ``stakeholder_map_ids`` is a stored computed field, so the ORM marks it
    whenever something changes that an assessment looks at, whatever the channel; computing it
    brings the row of the map up to date. The other fields read that row and are columns of a
    joined table for SQL, so they filter, sort, group and aggregate like any other. Deals
    without people are told by ``has_stakeholders``, a column of their own, and cost nothing.
    """

    _inherit = "crm.lead"

    has_stakeholders = fields.Boolean(readonly=True, copy=False, groups=ROOM_GROUP)
    stakeholder_ids = fields.One2many(
        "crm.stakeholder", "lead_id", "Stakeholders", groups=ROOM_GROUP
    )
    stakeholder_map_ids = fields.One2many(
        "crm.stakeholder.map",
        "lead_id",
        compute="_compute_stakeholder_map_ids",
        store=True,
        groups=ROOM_GROUP,
    )
    missing_role_ids = ComputedMany2many(
        "crm.stakeholder.role",
        "crm_lead_missing_role_rel",
        "lead_id",
        "role_id",
        string="Missing Roles",
        compute="_compute_stakeholder_map_ids",
        store=True,
        copy=False,
        groups=ROOM_GROUP,
    )
    stakeholder_count = _map_field(
        fields.Integer,
        "stakeholder_count",
        "People",
        help="People on the map who are known by name and still there.",
    )
    stakeholder_engaged_count = _map_field(
        fields.Integer,
        "stakeholder_engaged_count",
        "People Engaged",
        help="People with two-way contact in the last 90 days.",
    )
    is_single_threaded = _map_field(
        fields.Boolean,
        "is_single_threaded",
        "Single-Threaded",
        help="There is two-way contact with fewer people than the team asks for.",
    )
    stakeholder_health = _map_field(fields.Selection, "stakeholder_health", HEALTHS, "Relations")
    stakeholder_doubt_count = _map_field(
        fields.Integer,
        "stakeholder_doubt_count",
        "Doubts",
        help="What is claimed about people and not borne out by contact.",
    )

    @api.model
    def _get_kept_fields(self):
        return super()._get_kept_fields() | ASSESSED_FIELDS

    @api.model
    def _get_stakeholder_columns(self):
        """Return ``{field: column of the map}``."""
        return MAP_COLUMNS

    @api.model
    def _get_stakeholder_fields(self):
        """Return the names of the fields of a deal that say something about its people."""
        return {
            "stakeholder_ids",
            "playbook_badges",
            "stakeholder_revision",
            *ASSESSED_FIELDS,
            *self._get_stakeholder_columns(),
        }

    @api.model
    def _get_stakeholder_dependencies(self):
        requirements = self.env["crm.stakeholder.requirement"]
        return tuple(sorted(DEPENDENCIES | requirements._get_dependency_paths()))

    @api.depends(lambda self: self._get_stakeholder_dependencies())
    def _compute_stakeholder_map_ids(self):
        leads = self.filtered(lambda lead: lead.id and lead.has_stakeholders)
        if leads and rooms.is_on(self.env, ROOM):
            self.env["crm.stakeholder.map"]._assess(leads)
        for lead in self.filtered(lambda lead: not lead.id):  # while it is edited: what is saved
            lead.stakeholder_map_ids = lead._origin.stakeholder_map_ids
            lead.missing_role_ids = lead._origin.missing_role_ids

    @api.depends("has_stakeholders", "stakeholder_map_ids")
    def _compute_stakeholder(self):
        leads = self._filter_mapped()
        for fname in MAP_COLUMNS:
            (self - leads)[fname] = False
        rows = leads._get_map_rows()
        for lead in leads:
            row = rows.get(lead._origin.id, {})
            for fname, column in MAP_COLUMNS.items():
                lead[fname] = row.get(column, False)

    def _filter_mapped(self):
        """Return those of these deals that have people; none while the room is not used."""
        is_used = self.env["crm.stakeholder"]._is_used()
        return self.filtered("has_stakeholders") if is_used else self.browse()

    def _get_map_rows(self, names=SHOWN_COLUMNS):
        """Return ``{lead id: dict of these columns of its map}``, in one query."""
        leads = self._origin
        if not leads:
            return {}
        leads._recompute_recordset(["stakeholder_map_ids"])
        columns = SQL(", ").join(map(SQL.identifier, names))
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT lead_id, %s FROM crm_stakeholder_map WHERE lead_id = ANY(%s)",
                columns,
                list(leads.ids),
            )
        )
        return {row["lead_id"]: row for row in rows}

    def _field_to_sql(self, alias, field_expr, query=None):
        field_sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr == "missing_role_ids":
            return SQL("%s", field_sql, to_flush=self._fields[field_expr])
        return field_sql

    def _note_stakeholders(self):
        """Keep ``has_stakeholders`` of these deals in step with their people."""
        # sudo: whoever changes the map of a deal may not be allowed to change the deal, and
        # tells nothing but that it has people
        leads = self.sudo().with_context(tracking_disable=True)
        groups = (
            self.env["crm.stakeholder"]
            .sudo()
            ._read_group([("lead_id", "in", leads.ids)], ["lead_id"])
        )
        with_people = leads.browse(lead.id for [lead] in groups)
        (with_people.filtered(lambda lead: not lead.has_stakeholders)).has_stakeholders = True
        emptied = (leads - with_people).filtered("has_stakeholders")
        if emptied:
            emptied.has_stakeholders = False
            self.env["crm.stakeholder.map"]._assess(emptied)
