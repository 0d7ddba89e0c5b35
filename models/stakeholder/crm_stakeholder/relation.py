from odoo import api, fields, models
from odoo.exceptions import ValidationError

SAME_DEAL = "[('lead_id', '=', lead_id), ('id', '!=', id)]"


class CrmStakeholder(models.Model):
    """Who reports to whom, whom they influence, and with whom they are in conflict."""

    _inherit = "crm.stakeholder"

    reports_to_id = fields.Many2one(
        "crm.stakeholder",
        index="btree_not_null",
        ondelete="set null",
        domain=SAME_DEAL,
        copy=False,
    )
    report_ids = fields.One2many("crm.stakeholder", "reports_to_id", "Reports")
    influence_ids = fields.Many2many(
        "crm.stakeholder",
        "crm_stakeholder_influence_rel",
        "stakeholder_id",
        "influenced_id",
        string="Influences",
        domain=SAME_DEAL,
        copy=False,
    )
    conflict_ids = fields.Many2many(
        "crm.stakeholder",
        "crm_stakeholder_conflict_rel",
        "stakeholder_id",
        "opponent_id",
        string="In Conflict With",
        domain=SAME_DEAL,
        copy=False,
        help="A conflict holds for both, whichever of them it is written at.",
    )

    @api.constrains("lead_id", "reports_to_id", "influence_ids", "conflict_ids")
    def _check_relations(self):
        for person in self:
            others = person.reports_to_id | person.influence_ids | person.conflict_ids
            if person in others:
                raise ValidationError(
                    self.env._("“%s” cannot be related to themselves.", person.name)
                )
            if others.lead_id - person.lead_id:
                raise ValidationError(
                    self.env._("“%s” can only be related to people of the same deal.", person.name)
                )

    @api.constrains("lead_id", "reports_to_id")
    def _check_reports_to(self):
        reporting = self.filtered("reports_to_id")
        if not reporting:
            return
        # The people of these deals at once: who reports to whom is followed in memory.
        people = self.search_fetch([("lead_id", "in", reporting.lead_id.ids)], ["reports_to_id"])
        bosses = {person.id: person.reports_to_id.id for person in people}
        for person in reporting:
            above = bosses[person.id]
            seen = set()
            while above and above != person.id and above not in seen:
                seen.add(above)
                above = bosses.get(above)
            if above == person.id:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot report to “%(boss)s”, who reports to “%(name)s” "
                        "directly or through others.",
                        name=person.name,
                        boss=person.reports_to_id.name,
                    )
                )
