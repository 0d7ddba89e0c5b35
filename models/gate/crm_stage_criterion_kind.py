from odoo import fields, models
from odoo.tools import is_html_empty

MET = {"state": "met", "missing": []}
MISSING = "missing"
NUMBERS = ("integer", "float", "monetary")
TEXTS = ("char", "text", "html")


class CrmStageCriterion(models.Model):
    """One method per kind. Each takes the leads the criterion is asked of and returns
    ``{lead: {"state", "missing"}}`` with a constant number of queries."""

    _inherit = "crm.stage.criterion"

    def _find_missing_fields(self, leads):
        names = [name for name in self.field_ids.mapped("name") if name in leads._fields]
        result = {}
        for lead in leads:
            missing = [name for name in names if self._is_missing(lead, leads._fields[name])]
            labels = [self._get_label(leads._fields[name]) for name in missing]
            result[lead] = (
                {"state": MISSING, "missing": labels, "fields": missing} if missing else MET
            )
        return result

    def _is_missing(self, lead, field):
        """Tell whether a field is not filled: a boolean never, a number at 0, a text of
        blanks."""
        value = lead[field.name]
        if field.type == "boolean":
            return False
        if field.type == "html":
            return is_html_empty(value)
        if field.type in TEXTS:
            return not (value or "").strip()
        return not value

    def _get_label(self, field):
        return field.get_description(self.env, ["string"])["string"]

    def _find_missing_condition(self, leads):
        domain = self._read_domain(self.domain)
        if domain is None:
            sentence = self.env._("The condition looks at a field that is gone.")
            return {lead: {"state": MISSING, "missing": [sentence]} for lead in leads}
        met = leads.filtered_domain(domain)
        sentence = self.hint or self.name
        return {
            lead: MET if lead in met else {"state": MISSING, "missing": [sentence]}
            for lead in leads
        }

    def _find_missing_confirmation(self, leads):
        latest = self.env["crm.lead.evidence"]._get_latest(leads, self)
        sentence = self.env._("Not confirmed")
        return {
            lead: MET
            if latest.get(lead._origin.id) == "confirmed"
            else {"state": MISSING, "missing": [sentence]}
            for lead in leads
        }

    def _find_missing_approval(self, leads):
        latest = self.env["crm.lead.evidence"]._get_latest(leads, self)
        sentences = {
            "requested": ("waiting", self.env._("Waiting for approval")),
            "refused": ("refused", self.env._("Approval was refused")),
        }
        result = {}
        for lead in leads:
            outcome = latest.get(lead._origin.id)
            state, sentence = sentences.get(outcome, (MISSING, self.env._("Not approved")))
            result[lead] = MET if outcome == "approved" else {"state": state, "missing": [sentence]}
        return result

    def _find_missing_activity(self, leads):
        if self.activity_when == "planned":
            done = self._get_leads_with_planned_activity(leads)
            sentence = self.env._("No such activity is planned")
        else:
            done = self._get_leads_with_done_activity(leads)
            sentence = self.env._("Not done since the stage was entered")
        return {
            lead: MET if lead._origin.id in done else {"state": MISSING, "missing": [sentence]}
            for lead in leads
        }

    def _get_leads_with_planned_activity(self, leads):
        domain = [
            ("res_model", "=", "crm.lead"),
            ("res_id", "in", leads._origin.ids),
            ("date_deadline", ">=", fields.Date.context_today(self)),
        ]
        if self.activity_type_id:
            domain.append(("activity_type_id", "=", self.activity_type_id.id))
        # sudo: that an activity exists counts, whoever may read it
        activities = self.env["mail.activity"].sudo().search(domain)
        return set(activities.mapped("res_id"))

    def _get_leads_with_done_activity(self, leads):
        domain = [
            ("model", "=", "crm.lead"),
            ("res_id", "in", leads._origin.ids),
            ("mail_activity_type_id", "!=", False),
        ]
        if self.activity_type_id:
            domain[-1] = ("mail_activity_type_id", "=", self.activity_type_id.id)
        # sudo: that an activity was done counts, whoever may read the message about it
        groups = self.env["mail.message"].sudo()._read_group(domain, ["res_id"], ["date:max"])
        entered = {lead._origin.id: lead.date_last_stage_update for lead in leads}
        return {lead_id for lead_id, date in groups if date and date >= (entered[lead_id] or date)}
