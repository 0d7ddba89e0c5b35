from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import rooms
from .constants import ACTIVE, ROOM
from .people.buying_group import DEFAULT_LIMITS


class CrmDealSignal(models.AbstractModel):
    """What the people of a deal say in a review. Deals without a map say nothing."""

    _inherit = "crm.deal.signal"

    @api.model
    def _get_codes(self):
        return [*super()._get_codes(), "single_threaded", "silent_decision_maker"]

    def _describe_single_threaded(self):
        return {"name": self.env._("Single-threaded"), "unit": "", "threshold": 0, "weight": 2}

    def _find_single_threaded(self, threshold):
        """How many people it takes is a limit of the team, the same as on the map."""
        if not rooms.is_on(self.env, ROOM):
            return None
        return SQL(
            """
            SELECT lead_id, JSONB_BUILD_OBJECT('engaged', engaged_count) AS evidence
              FROM crm_stakeholder_map
             WHERE is_single_threaded AND lead_id IN (SELECT id FROM deal)
            """
        )

    def _say_single_threaded(self, evidence):
        if not evidence["engaged"]:
            return self.env._("There is no two-way contact with anybody.")
        return self.env._(
            "There is two-way contact with only so many people: %s.", evidence["engaged"]
        )

    def _describe_silent_decision_maker(self):
        name, unit = self.env._("Silent decision maker"), self.env._("days of silence")
        return {
            "name": name,
            "unit": unit,
            "threshold": DEFAULT_LIMITS.silent_days,
            "weight": 3,
        }

    def _find_silent_decision_maker(self, threshold):
        """Of several the one who has been silent for longest; whoever was never heard of
        comes first."""
        if not rooms.is_on(self.env, ROOM):
            return None
        now = fields.Datetime.now()
        return SQL(
            """
            SELECT DISTINCT ON (lead_id) lead_id,
                   JSONB_BUILD_OBJECT('id', id, 'name', name,
                                      'days', EXTRACT(DAY FROM %(now)s - answer)) AS evidence
              FROM (
                   SELECT person.lead_id, person.id, person.name,
                          GREATEST(person.last_inbound, person.last_meeting) AS answer
                     FROM crm_stakeholder AS person
                    WHERE person.state = %(active)s AND person.is_placeholder IS NOT TRUE
                      AND person.lead_id IN (SELECT id FROM deal)
                      AND EXISTS (SELECT FROM crm_stakeholder_role_rel AS rel
                                    JOIN crm_stakeholder_role AS role ON role.id = rel.role_id
                                   WHERE rel.stakeholder_id = person.id AND role.is_decisive)
                   ) AS decider
             WHERE answer IS NULL OR answer < %(limit)s
          ORDER BY lead_id, answer NULLS FIRST, id
            """,
            now=SQL("%s::timestamp", now),
            active=ACTIVE,
            limit=now - timedelta(days=threshold),
        )

    def _say_silent_decision_maker(self, evidence):
        if evidence["days"] is None:
            return self.env._("%s decides and was never heard of.", evidence["name"])
        return self.env._(
            "%(person)s decides and has been silent for %(days)s days.",
            person=evidence["name"],
            days=round(float(evidence["days"])),
        )
