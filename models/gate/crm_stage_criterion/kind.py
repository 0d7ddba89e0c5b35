from odoo import fields, models
from odoo.tools import SQL, is_html_empty

from ....tools.columns import get_column

MISSING = "missing"
TEXTS = ("char", "text")


class CrmStageCriterion(models.Model):
    """One method per kind. Each takes ``{criterion: leads}`` and returns
    ``{(criterion id, lead id): verdict}`` of what is not met, with a constant number of
    queries."""

    _inherit = "crm.stage.criterion"

    # --- fields ------------------------------------------------------------------------

    def _find_missing_fields(self, asked):
        found, verdicts = {}, {}
        for criterion, leads in asked.items():
            names = criterion._get_terms().field_names
            missing = {}
            for field in (leads._fields[name] for name in names if name in leads._fields):
                for lead_id in self._get_unfilled(field, leads):
                    missing.setdefault(lead_id, []).append(field)
            for lead_id, unfilled in missing.items():
                key = tuple(unfilled)
                if key not in verdicts:
                    verdicts[key] = self._miss_fields(unfilled)
                found[criterion.id, lead_id] = verdicts[key]
        return found

    def _get_unfilled(self, field, leads):
        """Return the ids of the leads in which a field is not filled."""
        if field.type == "boolean":
            return []
        values = get_column(leads, field)
        if values is None:
            return [lead.id for lead in leads if self._is_missing(field, lead[field.name])]
        if field.type not in TEXTS:
            return [lead_id for lead_id, v in zip(leads._ids, values, strict=True) if not v]
        pairs = zip(leads._ids, values, strict=True)
        return [lead_id for lead_id, text in pairs if not text or not text.strip()]

    def _miss_fields(self, missing):
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
            domain = criterion._get_terms().domain
            is_used = domain is not None
            met = criterion._filter_by_condition(leads, domain) if is_used else leads.browse()
            if len(met) < len(leads):
                sentence = criterion._get_condition_sentence(domain)
                verdict = {"state": MISSING, "missing": [sentence]}
                found.update(((criterion.id, lead_id), verdict) for lead_id in (leads - met)._ids)
        return found

    def _get_condition_sentence(self, domain):
        if domain is None:
            return self.env._("The condition cannot be used.")
        return self.hint or self.name

    # --- evidence ----------------------------------------------------------------------

    def _find_missing_evidence(self, asked, latest=None):
        """Find it in the newest evidence, ``{criterion id: {lead id: outcome}}``, which is read
        unless it is given."""
        if latest is None:
            # sudo: gates hold whatever the person who moves the deal may read
            leads = self.env["crm.lead"].sudo().union(*asked.values())
            latest = self.env["crm.lead.evidence"]._get_latest(leads, self)
        found = {}
        for criterion, those in asked.items():
            met, verdicts, missing = getattr(self, f"_get_{criterion._get_terms().kind}_verdicts")()
            outcomes = latest.get(criterion.id, {})
            for lead_id, origin_id in zip(those._ids, those._origin._ids, strict=True):
                outcome = outcomes.get(origin_id)
                if outcome != met:
                    found[criterion.id, lead_id] = verdicts.get(outcome, missing)
        return found

    def _find_missing_confirmation(self, asked):
        return self._find_missing_evidence(asked)

    def _find_missing_approval(self, asked):
        return self._find_missing_evidence(asked)

    def _get_confirmation_verdicts(self):
        """Return ``(outcome that meets it, verdict per other outcome, verdict else)``."""
        return "confirmed", {}, {"state": MISSING, "missing": [self.env._("Not confirmed")]}

    def _get_approval_verdicts(self):
        """Return ``(outcome that meets it, verdict per other outcome, verdict else)``."""
        verdicts = {
            "requested": {"state": "waiting", "missing": [self.env._("Waiting for approval")]},
            "lapsed": {
                "state": MISSING,
                "missing": [self.env._("Whoever was asked is no longer there, ask again")],
            },
            "refused": {"state": "refused", "missing": [self.env._("Approval was refused")]},
        }
        return "approved", verdicts, {"state": MISSING, "missing": [self.env._("Not approved")]}

    # --- activity ----------------------------------------------------------------------

    def _find_missing_activity(self, asked):
        # sudo: as for evidence
        leads = self.env["crm.lead"].sudo().union(*asked.values())
        terms = {criterion.id: criterion._get_terms() for criterion in asked}
        whens = {term.activity_when for term in terms.values()}
        planned = self._get_planned(leads) if "planned" in whens else {}
        done = self._get_done(leads) if "done" in whens else {}
        steps = self.env["crm.stage.move"]._get_steps(leads) if done else {}
        found = {}
        for criterion, those in asked.items():
            term = terms[criterion.id]
            if term.activity_when == "planned":
                idle = self._get_without(those, planned.get(term.activity_type_id, ()))
            else:
                idle = self._get_not_done(those, done, term, steps)
            if idle:
                verdict = self._miss_activity(term.activity_when == "planned")
                found.update(((criterion.id, lead_id), verdict) for lead_id in idle)
        return found

    def _get_without(self, leads, lead_ids):
        """Return the ids of these leads whose origin is not among ``lead_ids``."""
        pairs = zip(leads._ids, leads._origin._ids, strict=True)
        return [lead_id for lead_id, origin_id in pairs if origin_id not in lead_ids]

    def _get_not_done(self, leads, done, terms, steps):
        """Return the ids of these leads without such an activity since they entered the stage
        from which they cross, or crossed, the gate."""
        Move, idle = self.env["crm.stage.move"], []
        places = Move._get_places_by_stage()
        for lead in leads:
            date = done.get((lead._origin.id, terms.activity_type_id))
            moves = steps.get(lead._origin.id, ())
            entered = date and Move._get_approach(lead, terms, moves, places)
            if not date or (entered and date < entered):
                idle.append(lead.id)
        return idle

    def _miss_activity(self, is_planned):
        if is_planned:
            return {"state": MISSING, "missing": [self.env._("No such activity is planned")]}
        sentence = self.env._("Not done since the stage was entered")
        return {"state": MISSING, "missing": [sentence]}

    def _get_planned(self, leads):
        """Return ``{activity type id or False: ids of leads}`` with an activity planned for
        today or later; False stands for any type."""
        planned = self._get_planned_in_memory(leads)
        if planned is None:
            planned = self._get_planned_in_database(leads)
        return {**planned, False: set().union(*planned.values())}

    def _get_planned_in_memory(self, leads):
        """Return them from what a card that shows activities has read already; None when not
        all of them are there."""
        Activity = self.env["mail.activity"].sudo()  # as in the database
        known = leads._fields["activity_ids"]._get_cache(leads.env)
        if any(lead_id not in known for lead_id in leads._ids):
            return None
        pairs = [(lead_id, i) for lead_id in leads._ids for i in known[lead_id]]
        activities = Activity.browse(activity_id for _lead_id, activity_id in pairs)
        names = ("activity_type_id", "date_deadline", "active")
        columns = [get_column(activities, Activity._fields[name]) for name in names]
        if None in columns:
            return None
        today, planned = fields.Date.context_today(self), {}
        for (lead_id, _id), type_id, date, active in zip(pairs, *columns, strict=True):
            if active and date >= today:
                planned.setdefault(type_id, set()).add(lead_id)
        return planned

    def _get_planned_in_database(self, leads):
        Activity = self.env["mail.activity"]
        Activity.flush_model(["res_model", "res_id", "activity_type_id", "date_deadline", "active"])
        rows = self.env.execute_query(  # that an activity exists counts, whoever may read it
            SQL(
                """SELECT activity_type_id, ARRAY_AGG(res_id) FROM mail_activity
                    WHERE res_model = 'crm.lead' AND res_id = ANY(%s) AND active
                      AND date_deadline >= %s
                 GROUP BY activity_type_id""",
                list(leads._origin.ids),
                fields.Date.context_today(self),
            )
        )
        return {type_id: set(lead_ids) for type_id, lead_ids in rows}

    def _get_done(self, leads):
        """Return ``{(lead id, activity type id or False): moment}`` of the last activity
        done; False stands for any type."""
        Message = self.env["mail.message"]
        Message.flush_model(["model", "res_id", "mail_activity_type_id", "date"])
        rows = self.env.execute_query(  # that it was done counts, whoever may read about it
            SQL(
                """SELECT res_id, mail_activity_type_id, MAX(date) FROM mail_message
                    WHERE model = 'crm.lead' AND res_id = ANY(%s)
                      AND mail_activity_type_id IS NOT NULL
                 GROUP BY res_id, mail_activity_type_id""",
                list(leads._origin.ids),
            )
        )
        return self._with_any_type(rows)

    def _with_any_type(self, rows):
        dates = {}
        for lead_id, type_id, date in rows:
            dates[lead_id, type_id] = date
            dates[lead_id, False] = max(date, dates.get((lead_id, False), date))
        return dates
