from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..deal.overview import LINES, SALES, Kind
from .constants import HOURS_PER_DAY, ROOM

ENDS_WITHIN = timedelta(days=14)
# Moves that leave a stage for a later one.
ON = ("forward", "skip", "won")
# Deals that entered a stage, went on from it and were lost in it, and the median hours.
Passed = namedtuple("Passed", "entered moved_on lost hours")
NOTHING = Passed(0, 0, 0, None)


class CrmPlaybookOverview(models.AbstractModel):
    """Approvals and debts of whoever looks; funnel, waivers and debts of a team."""

    _inherit = "crm.playbook.overview"

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "approvals": Kind(ROOM, "crm.lead.evidence", 10),
            "waivers_asked": Kind(ROOM, "crm.stage.waiver", 15),
            "debts_ending": Kind(ROOM, "crm.stage.waiver", 20),
            "funnel": Kind(ROOM, "crm.stage.move", 120),
            "waived": Kind(ROOM, "crm.stage.waiver", 130),
        }

    # --- needs me today ----------------------------------------------------------------

    def _get_tile_approvals(self, scope):
        # sudo: activities of the user; the evidence is read with their rights
        asked = self.env["mail.activity"].sudo()._search([("user_id", "=", self.env.uid)])
        requested = Domain("outcome", "=", "requested")
        return self._make_work(
            self.env._("Approvals Asked of Me"),
            "crm.lead.evidence",
            requested & Domain("activity_id", "in", asked),
            self._describe_approvals,
            order="date, id",
            opens=requested & Domain("activity_id.user_id", "=", self.env.uid),
            level="warning",
            about=self.env._("Approvals of stage criteria whose activity is yours."),
        )

    def _describe_approvals(self, requests):
        return [
            self._make_line(
                request.lead_id.name,
                format_date(self.env, request.date),
                note=self._get_criterion_name(request),
                action=self._make_form(request.lead_id),
                acts=[
                    self._make_act(
                        self.env._("Approve"),
                        request.lead_id,
                        "action_decide_approval",
                        criterion_id=request.criterion_id.id,
                        approve=True,
                    )
                ],
            )
            for request in requests
        ]

    def _get_tile_waivers_asked(self, scope):
        mine = Domain("state", "=", "requested") & Domain("activity_id.user_id", "=", self.env.uid)
        # sudo: which requests have an activity of the user; they are read with their rights
        asked = self.env["crm.stage.waiver"].sudo().search(mine)
        if not asked:
            return None
        return self._make_work(
            self.env._("Waivers Asked of Me"),
            "crm.stage.waiver",
            Domain("id", "in", asked.ids),
            self._describe_waivers_asked,
            order="date_asked, id",
            level="warning",
            about=self.env._("Waivers that somebody asks for, whose activity is yours."),
        )

    def _describe_waivers_asked(self, requests):
        return [
            self._make_line(
                request.lead_id.name,
                format_date(self.env, request.date),
                note=f"{self._get_criterion_name(request)}: {request.reason}",
                action=self._make_form(request.lead_id),
                acts=[self._make_act(self.env._("Give"), request, "action_give")],
            )
            for request in requests
        ]

    @api.model
    def _get_criterion_name(self, record):
        """Return the name of what a record is about, also of a criterion that is gone."""
        names = self.env["crm.stage.criterion"]._get_names()
        return names.get(record.criterion_id.id) or record.criterion_name or ""

    def _get_tile_debts_ending(self, scope):
        last = fields.Date.context_today(self) + ENDS_WITHIN
        domain = (
            Domain("state", "=", "open")
            & Domain("salesperson_id", "=", self.env.uid)
            & Domain("date_expiry", "<=", last)
        )
        return self._make_work(
            self.env._("Debts That End"),
            "crm.stage.waiver",
            domain,
            self._describe_debts,
            order="date_expiry, id",
            level="warning",
            about=self.env._("Waivers on your deals that end within 14 days or have ended."),
        )

    def _describe_debts(self, waivers):
        return [
            self._make_line(
                waiver.lead_id.name,
                format_date(self.env, waiver.date_expiry),
                note=self._get_criterion_name(waiver),
                level="danger" if waiver.is_expired else False,
                action=self._make_form(waiver.lead_id),
            )
            for waiver in waivers
        ]

    # --- how we sell -------------------------------------------------------------------

    def _get_tile_funnel(self, scope):
        """What entered each stage and what became of it; the median is that of the moves out."""
        moves = self._of_team(scope) & self._within(scope, "date") & Domain("is_merged", "!=", True)
        passed = self._count_moves(moves)
        pending = scope.deals & Domain("won_status", "=", "pending")
        still = self.env["crm.lead"]._read_group(pending, ["stage_id"], ["__count"])
        still = {stage.id: count for stage, count in still if stage}
        stages = self.env["crm.stage"].browse((passed.keys() | still.keys()) - {None})
        if not stages:
            return None
        title = self.env._("Funnel")
        return self._make_tile(
            SALES,
            title,
            self.env._("%s deals", passed[None].entered if None in passed else 0),
            about=self.env._(
                "Deals that entered a stage in the period. Moved on and lost are moves out of the"
                " stage in the period, the median is of their days in it; open is what stands"
                " there now."
            ),
            lines=[
                self._make_stage(
                    scope, stage, passed.get(stage.id, NOTHING), still.get(stage.id, 0)
                )
                for stage in stages.sorted(lambda stage: (stage.sequence, stage.id))
            ],
            action=self._make_list(title, "crm.stage.move", moves),
        )

    def _count_moves(self, domain):
        """Return ``{stage id: Passed}`` of the moves of a domain, and of all stages for None."""
        Move = self.env["crm.stage.move"]
        Move.flush_model(["from_stage_id", "to_stage_id", "direction", "hours", "lead_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH move AS (SELECT * FROM crm_stage_move WHERE id IN %(moves)s)
                SELECT stage_id, COUNT(DISTINCT lead_id) FILTER (WHERE is_entry),
                       COUNT(DISTINCT lead_id) FILTER (WHERE NOT is_entry AND direction IN %(on)s),
                       COUNT(DISTINCT lead_id) FILTER (WHERE NOT is_entry AND direction = 'lost'),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY hours)
                           FILTER (WHERE NOT is_entry)
                  FROM (SELECT to_stage_id AS stage_id, TRUE AS is_entry, lead_id, direction, hours
                          FROM move
                         WHERE direction <> 'lost' AND to_stage_id IS DISTINCT FROM from_stage_id
                     UNION ALL
                        SELECT from_stage_id, FALSE, lead_id, direction, hours FROM move
                       ) AS passage
                 WHERE stage_id IS NOT NULL
              GROUP BY GROUPING SETS ((stage_id), ())
                """,
                moves=Move._search(domain).subselect(),
                on=ON,
            )
        )
        return {stage_id: Passed(*counts) for stage_id, *counts in rows}

    def _make_stage(self, scope, stage, passed, still):
        note = self.env._(
            "%(on)s moved on, %(lost)s lost, %(open)s open",
            on=passed.moved_on,
            lost=passed.lost,
            open=still or 0,
        )
        if passed.hours is not None:
            days = self.env._("median %s days", f"{passed.hours / HOURS_PER_DAY:.1f}")
            note = f"{note}, {days}"
        domain = scope.deals & Domain("stage_id", "=", stage.id)
        action = self._make_list(stage.name, "crm.lead", domain)
        return self._make_line(stage.name, str(passed.entered), note=note, action=action)

    def _get_tile_waived(self, scope):
        open_ = self._of_team(scope) & Domain("state", "=", "open")
        waived = self._within(scope, "date")
        counts = self._count_by(
            "crm.stage.waiver", self._of_team(scope), "criterion_id", open_, waived
        )
        if not counts:
            return None
        # Won deals owe what was waived as well; lost ones owe nothing any more.
        deals = scope.deals & Domain("gate_debt_count", ">", 0)
        count, amount = self._sum_deals(deals)
        title = self.env._("Gate Debts")
        return self._make_tile(
            SALES,
            title,
            amount,
            level="warning" if count else False,
            about=self.env._(
                "Amount of the deals with open debts (%(deals)s). Criteria waived in the period:"
                " %(waived)s.",
                deals=count,
                waived=sum(waived for _open, waived in counts.values()),
            ),
            lines=self._describe_waived(title, open_, counts),
            action=self._make_list(title, "crm.lead", deals),
        )

    def _describe_waived(self, title, open_, counts):
        """Return a line for each of the criteria with most open debts."""
        names = self.env["crm.stage.criterion"]._get_names()
        most = sorted(counts.items(), key=lambda item: -item[1][0])[:LINES]
        return [
            self._make_line(
                names.get(criterion_id) or self.env._("Deleted criteria"),
                str(debts),
                action=self._make_list(
                    title,
                    "crm.stage.waiver",
                    open_ & Domain("criterion_id", "=", criterion_id or False),
                ),
            )
            for criterion_id, (debts, _waived) in most
            if debts
        ]
