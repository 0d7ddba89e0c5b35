from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ..deal.overview import SALES, Kind
from .constants import CLOSED, DRAFT, KEPT, OPEN, RETURNED, ROOM, STATES, SUBMITTED

DUE_WITHIN = timedelta(days=7)


class CrmPlaybookOverview(models.AbstractModel):
    """What somebody receives, has to complete or promised; how a team hands over."""

    _inherit = "crm.playbook.overview"

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "handovers_to_accept": Kind(ROOM, "crm.handover", 30),
            "handovers_returned": Kind(ROOM, "crm.handover", 40),
            "promises_due": Kind(ROOM, "crm.handover.promise", 50),
            "handovers": Kind(ROOM, "crm.handover", 160),
            "promises_kept": Kind(ROOM, "crm.handover.promise", 170),
        }

    # --- needs me today ----------------------------------------------------------------

    def _get_tile_handovers_to_accept(self, scope):
        return self._make_work(
            self.env._("Handovers to Accept"),
            "crm.handover",
            Domain("to_user_id", "=", self.env.uid) & Domain("state", "=", SUBMITTED),
            self._describe_handovers,
            order="clock_deadline, id",
            level="warning",
            about=self.env._("Handovers that were submitted to you, with the end of their clock."),
        )

    def _describe_handovers(self, handovers):
        return [
            self._make_line(
                handover.name,
                format_datetime(self.env, handover.clock_deadline, dt_format="short")
                if handover.clock_deadline
                else "",
                level="danger" if handover.is_late else False,
                action=self._make_form(handover),
                acts=[self._make_act(self.env._("Accept"), handover, "action_accept")],
            )
            for handover in handovers
        ]

    def _get_tile_handovers_returned(self, scope):
        mine = Domain("from_user_id", "=", self.env.uid)
        mine |= Domain("salesperson_id", "=", self.env.uid)
        return self._make_work(
            self.env._("Handovers to Complete"),
            "crm.handover",
            mine & Domain("state", "=", RETURNED),
            lambda handovers: [
                self._make_line(
                    handover.name,
                    note=handover.return_summary or "",
                    action=self._make_form(handover),
                )
                for handover in handovers
            ],
            order="id",
            level="warning",
            about=self.env._("Handovers of yours that were sent back."),
        )

    def _get_tile_promises_due(self, scope):
        last = fields.Date.context_today(self) + DUE_WITHIN
        domain = (
            Domain("owner_id", "=", self.env.uid)
            & Domain("state", "=", OPEN)
            & Domain("handover_id.state", "not in", (DRAFT, CLOSED))
            & Domain("date_due", "<=", last)
        )
        return self._make_work(
            self.env._("Promises to Keep"),
            "crm.handover.promise",
            domain,
            lambda promises: [
                self._make_line(
                    promise.name,
                    format_date(self.env, promise.date_due),
                    note=promise.handover_id.name,
                    level="danger" if promise.is_late else False,
                    action=self._make_form(promise.handover_id),
                    acts=[self._make_act(self.env._("Kept"), promise, "action_keep")],
                )
                for promise in promises
            ],
            order="date_due, id",
            about=self.env._("Open promises of yours that are due within 7 days or late."),
        )

    # --- how we sell -------------------------------------------------------------------

    def _get_tile_handovers(self, scope):
        """Handovers that are not closed yet, by state, whenever they began."""
        if self._is_out_of_reach(scope):
            return None
        domain = self._of_team(scope, "lead_id.team_id") & Domain("state", "!=", CLOSED)
        late = domain & Domain("is_late", "=", True)
        counts = self._count_by("crm.handover", domain, "state", Domain.TRUE, late)
        if not counts:
            return None
        late_count = sum(late for _all, late in counts.values())
        title = self.env._("Handovers Under Way")
        names = dict(self.env["crm.handover"]._fields["state"]._description_selection(self.env))
        lines = [
            self._make_line(
                names[state],
                str(counts[state][0]),
                action=self._make_list(title, "crm.handover", domain & Domain("state", "=", state)),
            )
            for state, _label in STATES
            if state in counts
        ]
        if late_count:
            name, action = self.env._("Late"), self._make_list(title, "crm.handover", late)
            lines.append(self._make_line(name, str(late_count), level="danger", action=action))
        return self._make_tile(
            SALES,
            title,
            str(sum(count for count, _late in counts.values())),
            level="warning" if late_count else False,
            about=self.env._("All that are not closed, by where they stand now."),
            lines=lines,
            action=self._make_list(title, "crm.handover", domain),
        )

    def _is_out_of_reach(self, scope):
        """Whoever may not read deals sees their own handovers, of all teams."""
        return scope.team and not self.env["crm.lead"].has_access("read")

    def _get_tile_promises_kept(self, scope):
        if self._is_out_of_reach(scope):
            return None
        Promise = self.env["crm.handover.promise"]
        of_team = self._of_team(scope, "handover_id.lead_id.team_id")
        settled = self._within(scope, "date_done")
        late = Domain("state", "=", OPEN) & Domain("handover_id.state", "!=", DRAFT)
        late &= Domain("date_due", "<", fields.Date.context_today(self))
        counts = self._count_by(Promise._name, of_team, "state", settled, late)
        if not counts:
            return None
        late_count = sum(late for _settled, late in counts.values())
        counts = {state: count for state, (count, _late) in counts.items() if count}
        total = sum(counts.values())
        settled, late = of_team & settled, of_team & late
        title = self.env._("Promises Kept")
        names = dict(Promise._fields["state"]._description_selection(self.env))
        lines = [
            self._make_line(
                names[state],
                str(count),
                action=self._make_list(title, Promise._name, settled & Domain("state", "=", state)),
            )
            for state, count in sorted(counts.items(), key=lambda item: item[0] != KEPT)
        ]
        if late_count:
            name, action = self.env._("Late"), self._make_list(title, Promise._name, late)
            lines.append(self._make_line(name, str(late_count), level="danger", action=action))
        return self._make_tile(
            SALES,
            title,
            self._make_share(counts.get(KEPT, 0), total),
            level="danger" if late_count else False,
            about=self.env._(
                "Of %s promises that were settled in the period; late is as of now.", total
            ),
            lines=lines,
            action=self._make_list(title, Promise._name, settled),
        )
