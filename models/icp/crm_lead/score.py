from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import days
from ....tools.openable import group_by_reader
from ....tools.side_table import SideTable
from ..constants import ICP_COLUMNS, ROOM_GROUP, TIERS
from ..scoring.newest import is_newest
from ..scoring.score_query import COLUMNS

SHOWN_FIELDS = ["icp_score_ids", *ICP_COLUMNS, "playbook_badges"]
# Topic of the activity that asks for a second look at a lead that was disqualified.
SECOND_LOOK = "icp_second_look"
SCORES = SideTable(
    "crm_icp_score",
    lambda env, column: env["crm.lead"]._fields["icp_score_ids"],
    on=is_newest,
    loose={"profile_id": "crm_icp_profile", "disqualifier_id": "crm_icp_criterion"},
    compute="_compute_icp",
    compute_sudo=True,
    groups=ROOM_GROUP,
)


def _icp_field(field_class, fname, *args, **kwargs):
    return SCORES.field(field_class, fname, ICP_COLUMNS[fname], *args, **kwargs)


class CrmLead(models.Model):
    """The ICP score on the lead.

    How it works: ``icp_score_ids`` is a stored computed field, so the ORM marks it whenever
    something changes that a published profile looks at, whatever the channel; computing it
    appends score rows. The ``icp_…`` fields read the newest row and are columns of a joined
    table for SQL, so they filter, sort, group and aggregate like any other.
    """

    _inherit = "crm.lead"

    icp_score_ids = fields.One2many(
        "crm.icp.score",
        "lead_id",
        compute="_compute_icp_score_ids",
        store=True,
        prefetch=False,
        groups=ROOM_GROUP,
    )
    icp_profile_id = _icp_field(fields.Many2one, "icp_profile_id", "crm.icp.profile", "ICP Profile")
    icp_score = _icp_field(fields.Integer, "icp_score", "ICP Score", aggregator="avg")
    icp_coverage = _icp_field(
        fields.Integer,
        "icp_coverage",
        "ICP Coverage",
        aggregator="avg",
        help="Share of the weight of all criteria, in percent, for which the data is known.",
    )
    icp_tier = _icp_field(fields.Selection, "icp_tier", TIERS, "ICP Tier")
    icp_disqualified = _icp_field(fields.Boolean, "icp_disqualified", "Disqualified")
    icp_disqualifier_id = _icp_field(
        fields.Many2one, "icp_disqualifier_id", "crm.icp.criterion", "Disqualified By"
    )

    def _icp_depends(self):
        return self.env["crm.icp.profile"]._get_dependency_paths()

    @api.depends(_icp_depends)
    def _compute_icp_score_ids(self):
        leads = self.filtered("id")
        specs = self.env["crm.icp.profile"]._get_published_specs()
        if not leads or not specs:
            return
        leads._compute_what_waits()
        self.env["crm.icp.scorer"]._append_scores(specs, leads.ids)
        for lead in leads:
            lead.invalidate_recordset(SHOWN_FIELDS, flush=False)

    def _compute_what_waits(self):
        """Compute what else is to be computed on these leads, so that it is written together
        with what scoring reads, and not afterwards in statements of its own."""
        waiting = {
            field for field in self.env.fields_to_compute() if field.model_name == self._name
        }
        waiting.discard(self._fields["icp_score_ids"])
        self._recompute_recordset([field.name for field in waiting])

    @api.depends(_icp_depends)
    def _compute_icp(self):
        if not self.env["crm.icp.profile"]._get_published_specs():
            for fname in ICP_COLUMNS:  # field by field, not lead by lead: an idle room is quick
                self[fname] = False
            return
        rows, scorer = self._get_newest_scores(), self.env["crm.icp.scorer"]
        for lead in self.filtered(lambda lead: not lead.id):
            rows[lead.id] = scorer._get_values(*scorer._get_states(lead))
        nothing = dict.fromkeys(COLUMNS, False)
        for fname, column in ICP_COLUMNS.items():
            alike = {}
            for lead_id in self._ids:
                alike.setdefault(rows.get(lead_id, nothing)[column], []).append(lead_id)
            for value, ids in alike.items():  # few values, hence few assignments
                self.browse(ids)[fname] = value

    @api.model
    def _get_badge_dependencies(self):
        return (*super()._get_badge_dependencies(), "icp_score_ids")

    def _get_newest_scores(self):
        """Return ``{lead id: dict of COLUMNS}`` of the saved leads, in one query."""
        leads = self.filtered("id")
        if not leads or not self.env["crm.icp.profile"]._get_published_specs():
            return {}
        leads._recompute_recordset(["icp_score_ids"])
        # What is gone is no profile and no disqualifier any more: no foreign key says so.
        gone = {"profile_id": ("profile", "id"), "disqualifier_id": ("disqualifier", "id")}
        columns = SQL(", ").join(
            SQL(
                "%s AS %s",
                SQL.identifier(*gone.get(name, ("score", name))),
                SQL.identifier(name),
            )
            for name in COLUMNS
        )
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT score.lead_id, %s
                     FROM crm_icp_score AS score
                LEFT JOIN crm_icp_profile AS profile ON profile.id = score.profile_id
                LEFT JOIN crm_icp_criterion AS disqualifier
                       ON disqualifier.id = score.disqualifier_id
                    WHERE score.lead_id = ANY(%s) AND %s""",
                columns,
                list(leads.ids),
                is_newest("score"),
            )
        )
        return {row["lead_id"]: row for row in rows}

    # --- disqualified ------------------------------------------------------------------

    def action_icp_mark_lost(self):
        """Mark these disqualified leads as lost with the reason of their disqualifier, and
        plan the second look it asks for. Leads that are not disqualified, or lost already, are
        left alone."""
        open_leads = self.filtered(lambda lead: lead.won_status != "lost")
        for disqualifier, leads in (
            open_leads.filtered("icp_disqualified").grouped("icp_disqualifier_id").items()
        ):
            leads._plan_second_look(disqualifier)
            leads.action_set_lost(lost_reason_id=disqualifier.lost_reason_id.id)
        return True

    def _plan_second_look(self, disqualifier):
        """Let these leads be looked at again, once: a look that was planned before is taken
        back."""
        Activity = self.env["mail.activity"]
        Activity._take_back(SECOND_LOOK, self)
        if not disqualifier.look_again_days:
            return
        # sudo: whoever may open the lead looks again: its owner, else who marks it, else the
        # leader of its team
        readers = group_by_reader(
            self.sudo(), lambda lead: lead.user_id | self.env.user | lead.team_id.user_id
        )
        for reader, leads in readers.items():
            spoken = disqualifier.with_context(lang=reader.lang)
            reason = spoken.lost_reason_id.name or spoken.name
            summary = spoken.env._("Look again: %s", reason)
            day = days.get_today(reader)
            vals = {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "date_deadline": fields.Date.add(day, days=disqualifier.look_again_days),
                "summary": summary,
                "automated": True,
                "playbook_topic": SECOND_LOOK,
            }
            Activity._plan_once(reader, [{**vals, "res_id": lead.id} for lead in leads], summary)
