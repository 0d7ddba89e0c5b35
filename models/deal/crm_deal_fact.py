from odoo import api, models
from odoo.tools import format_date

from ...tools import days

DANGER, WARNING, SUCCESS, NEUTRAL = "danger", "warning", "success", "neutral"


class CrmDealFact(models.AbstractModel):
    """What a reviewer or a coach wants to see beside a deal.

    Each kind of fact has a code and one method: ``_get_<code>`` takes a deal, in the
    environment of the reader, and returns a list of dicts made by :meth:`_make`, or an empty
    one. To add a kind, write the method and add its code to :meth:`_get_codes`.
    """

    _name = "crm.deal.fact"
    _description = "Fact About a Deal"

    @api.model
    def _get_codes(self):
        """Return the codes of the kinds of facts, in the order in which they are shown."""
        return ["next_action", "close_date", "signals"]

    @api.model
    def _get_said_signals(self):
        """Return the codes of signals that a fact says already."""
        return {"no_next_action", "overdue", "past"}

    @api.model
    def _get_facts(self, lead):
        return [
            {"code": code, **fact}
            for code in self._get_codes()
            for fact in getattr(self, f"_get_{code}")(lead)
        ]

    @api.model
    def _make(self, label, text, severity=NEUTRAL):
        """Return a fact: a short label, what is the case, and how bad that is (danger,
        warning, success, neutral)."""
        return {"label": label, "text": text, "severity": severity}

    def _get_next_action(self, lead):
        label = self.env._("Next action")
        activity = lead.activity_ids.sorted(lambda a: (a.date_deadline, a.id))[:1]
        if not activity:
            is_open = lead.won_status == "pending"
            return [self._make(label, self.env._("Nothing is planned."), DANGER)] if is_open else []
        is_late = activity.date_deadline < days.get_today(activity.user_id)
        text = self.env._(
            "%(what)s, %(date)s (%(who)s)",
            what=activity.summary or activity.activity_type_id.name or "",
            date=format_date(self.env, activity.date_deadline),
            who=activity.user_id.name or "",
        )
        return [self._make(label, text, WARNING if is_late else SUCCESS)]

    def _get_close_date(self, lead):
        label, date = self.env._("Expected closing"), lead.date_deadline
        if not date:
            return [self._make(label, self.env._("No date."), WARNING)]
        is_past = lead.won_status == "pending" and date < days.get_today(lead.user_id)
        return [self._make(label, format_date(self.env, date), DANGER if is_past else NEUTRAL)]

    def _get_signals(self, lead):
        said = self._get_said_signals()
        return [
            self._make(line["name"], line["text"] or line["name"], line["severity"])
            for line in lead._get_signal_lines()
            if line["code"] not in said
        ]
