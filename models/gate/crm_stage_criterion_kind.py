from odoo import fields, models
from odoo.tools import is_html_empty, ormcache

from .crm_stage_criterion import MET

MISSING = "missing"
TEXTS = ("char", "text")


class CrmStageCriterion(models.Model):
    """One method per kind. Each takes ``{criterion: leads}`` and returns
    ``{(criterion id, lead id): verdict}``, with a constant number of queries."""

    _inherit = "crm.stage.criterion"

    # --- fields ------------------------------------------------------------------------

    def _find_missing_fields(self, asked):
        found = {}
        for criterion, leads in asked.items():
            names = criterion._get_needed_names()
            needed = [leads._fields[name] for name in names if name in leads._fields]
            for lead in leads:
                found[criterion.id, lead.id] = self._judge_fields(lead, needed)
        return found

    @ormcache("self.id")
    def _get_needed_names(self):
        return tuple(self.field_ids.mapped("name"))

    def _judge_fields(self, lead, needed):
        missing = [field for field in needed if self._is_missing(field, lead[field.name])]
        if not missing:
            return MET
        return {
            "state": MISSING,
            "missing": [self._get_label(field) for field in missing],
            "fields": [field.name for field in missing],
        }

    def _is_missing(self, field, value):
        """Tell whether a field is not filled: a boolean never, a number at 0, a text of
        blanks."""
        if field.type == "boolean":
            return False
        if field.type == "html":
            return is_html_empty(value)
        if field.type in TEXTS:
            return not (value or "").strip()
        return not value

    def _get_label(self, field):
        return field.get_description(self.env, ["string"])["string"]

    # --- condition ---------------------------------------------------------------------

    def _find_missing_condition(self, asked):
        found = {}
        for criterion, leads in asked.items():
            domain = criterion._read_domain(criterion.domain)
            met = leads.filtered_domain(domain) if domain is not None else leads.browse()
            verdict = {"state": MISSING, "missing": [criterion._get_condition_sentence(domain)]}
            met_ids = set(met._ids)
            for lead_id in leads._ids:
                found[criterion.id, lead_id] = MET if lead_id in met_ids else verdict
        return found

    def _get_condition_sentence(self, domain):
        if domain is None:
            return self.env._("The condition looks at a field that is gone.")
        return self.hint or self.name

    # --- evidence ----------------------------------------------------------------------

    def _find_missing_confirmation(self, asked):
        verdicts = {"confirmed": MET}
        missing = {"state": MISSING, "missing": [self.env._("Not confirmed")]}
        return self._judge_evidence(asked, verdicts, missing)

    def _find_missing_approval(self, asked):
        verdicts = {
            "approved": MET,
            "requested": {"state": "waiting", "missing": [self.env._("Waiting for approval")]},
            "refused": {"state": "refused", "missing": [self.env._("Approval was refused")]},
        }
        missing = {"state": MISSING, "missing": [self.env._("Not approved")]}
        return self._judge_evidence(asked, verdicts, missing)

    def _judge_evidence(self, asked, verdicts, missing):
        leads = self.env["crm.lead"].sudo().union(*asked.values())
        latest = self.env["crm.lead.evidence"]._get_latest(leads, self)
        return {
            (criterion.id, lead.id): verdicts.get(
                latest.get((criterion.id, lead._origin.id)), missing
            )
            for criterion, those in asked.items()
            for lead in those
        }

    # --- activity ----------------------------------------------------------------------

    def _find_missing_activity(self, asked):
        leads = self.env["crm.lead"].sudo().union(*asked.values())
        whens = set(self.mapped("activity_when"))
        planned = self._get_planned(leads) if "planned" in whens else {}
        done = self._get_done(leads) if "done" in whens else {}
        found = {}
        for criterion, those in asked.items():
            is_planned = criterion.activity_when == "planned"
            dates = planned if is_planned else done
            for lead in those:
                date = dates.get((lead._origin.id, criterion.activity_type_id.id))
                entered = False if is_planned else lead.date_last_stage_update
                is_met = bool(date) and (not entered or date >= entered)
                found[criterion.id, lead.id] = MET if is_met else self._miss_activity(is_planned)
        return found

    def _miss_activity(self, is_planned):
        if is_planned:
            return {"state": MISSING, "missing": [self.env._("No such activity is planned")]}
        sentence = self.env._("Not done since the stage was entered")
        return {"state": MISSING, "missing": [sentence]}

    def _get_planned(self, leads):
        """Return ``{(lead id, activity type id or False): date}`` of activities planned for
        today or later; False stands for any type."""
        domain = [
            ("res_model", "=", "crm.lead"),
            ("res_id", "in", leads._origin.ids),
            ("date_deadline", ">=", fields.Date.context_today(self)),
        ]
        # sudo: that an activity exists counts, whoever may read it
        groups = (
            self.env["mail.activity"]
            .sudo()
            ._read_group(domain, ["res_id", "activity_type_id"], ["date_deadline:max"])
        )
        return self._with_any_type(groups)

    def _get_done(self, leads):
        """Return ``{(lead id, activity type id or False): moment}`` of the last activity
        done; False stands for any type."""
        domain = [
            ("model", "=", "crm.lead"),
            ("res_id", "in", leads._origin.ids),
            ("mail_activity_type_id", "!=", False),
        ]
        # sudo: that an activity was done counts, whoever may read the message about it
        groups = (
            self.env["mail.message"]
            .sudo()
            ._read_group(domain, ["res_id", "mail_activity_type_id"], ["date:max"])
        )
        return self._with_any_type(groups)

    def _with_any_type(self, groups):
        dates = {}
        for lead_id, activity_type, date in groups:
            dates[lead_id, activity_type.id] = date
            dates[lead_id, False] = max(date, dates.get((lead_id, False), date))
        return dates
