from odoo import api, fields, models

HEALTHS = [("red", "Red"), ("amber", "Amber"), ("green", "Green")]


class CrmStakeholderMap(models.Model):
    """What the people of a deal amount to: one narrow row per deal that has people."""

    _name = "crm.stakeholder.map"
    _description = "Stakeholder Map"
    _rec_name = "lead_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade")
    people_count = fields.Integer("People")
    engaged_count = fields.Integer("Engaged")
    needed_count = fields.Integer("Roles Needed")
    covered_count = fields.Integer("Roles Covered")
    is_single_threaded = fields.Boolean("Single-Threaded")
    health = fields.Selection(HEALTHS, "Relations")
    doubt_count = fields.Integer("Doubts")
    critical_count = fields.Integer("Critical People")
    findings = fields.Json()
    date_next = fields.Datetime("Changes by Itself On", index=True)

    _lead_once = models.Constraint("UNIQUE(lead_id)", "A deal has one map.")

    @api.model
    def _assess(self, leads):
        """Bring the maps of these deals up to date, and the roles they miss.

        The number of queries is constant, and only rows that differ are written.
        """
