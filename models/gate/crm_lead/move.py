from odoo import fields, models

from ..constants import GOING_ON, HISTORY_MODELS


class CrmLead(models.Model):
    """What the log says of a change, and what stays of a deal that is merged."""

    _inherit = "crm.lead"

    def _prepare_move_vals(self, before, since, now):
        """Return the values of the log row for a change from ``before`` to now."""
        self.ensure_one()
        hours = (now - since).total_seconds() / 3600 if since else 0
        return {
            "lead_id": self.id,
            "from_stage_id": before["stage_id"],
            "to_stage_id": self.stage_id.id,
            "date": now,
            "user_id": self.env.uid,
            "direction": self._get_direction(before),
            "hours": hours,
            "working_hours": 0,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.company_currency.id,
            "amount": self.expected_revenue,
        }

    def _get_first_direction(self, change):
        """Return the direction of the first row of a deal that begins later than others."""
        if self.won_status != "pending":
            return self.won_status
        start_id = change.source_id
        stages = self.stage_id._get_pipeline(self.team_id.id, start_id, self.stage_id.id)
        is_skip = start_id and stages.index(self.stage_id.id) - stages.index(start_id) > 1
        return "skip" if is_skip else "forward"

    def _get_given_date(self, vals):
        """Return the moment since which this new deal is as it is, as its creation gave it; or
        False when it gave none."""
        name = "date_last_stage_update" if self.won_status == "pending" else "date_closed"
        given = vals.get(name) or vals.get("date_last_stage_update")
        return fields.Datetime.to_datetime(given) if given else False

    def _get_direction(self, before):
        if self.won_status != before["won_status"]:
            if self.won_status in ("won", "lost"):
                return self.won_status
            return "reopened"
        old = self.env["crm.stage"].browse(before["stage_id"] or [])
        if not old or not self.stage_id:
            return "forward"
        stages = old._get_pipeline(self.team_id.id, old.id, self.stage_id.id)
        distance = stages.index(self.stage_id.id) - stages.index(old.id)
        return "back" if distance < 0 else "skip" if distance > 1 else "forward"

    def _merge_gate(self, opportunities):
        criteria = self.env["crm.stage.criterion"]
        if not (criteria._get_gates().in_use or criteria._has_history()):
            return
        others = opportunities - self
        self._merge_debts_and_requests(others)
        for model in HISTORY_MODELS:
            # sudo: all of it moves along, whoever may read it
            records = self.env[model].sudo().search([("lead_id", "in", others.ids)])
            if model == "crm.stage.move":
                records.is_merged = True
                records._forget_hours()
            records.write({"lead_id": self.id})

    def _merge_debts_and_requests(self, others):
        """Let one debt and one request of each criterion go on: those of this deal, else the
        newest. The others stay as closed ones, as do requests for what is waived by now."""
        # sudo: as above
        waivers, requests = (self.env[m].sudo() for m in ("crm.stage.waiver", "crm.lead.evidence"))
        of_deals = [("lead_id", "in", (self | others).ids)]
        going_on = waivers.search([*of_deals, ("state", "in", GOING_ON)])
        staying = waivers.union(
            *map(
                self._get_staying,
                going_on.grouped(lambda w: (w.criterion_id, w.state)).values(),
            )
        )
        held = staying.filtered(lambda w: w.state == "open" and not w.is_expired).criterion_id
        staying -= staying.filtered(lambda w: w.state == "requested" and w.criterion_id in held)
        (going_on - staying)._close("merged")
        asked = requests.search([*of_deals, ("activity_id", "!=", False)])
        for criterion_requests in asked.grouped("criterion_id").values():
            (criterion_requests - self._get_staying(criterion_requests))._end().unlink()

    def _get_staying(self, records):
        return records.sorted(lambda record: (record.lead_id == self, record.id))[-1:]
