from odoo import models


class CrmTeam(models.Model):
    """A template that was for deleted teams only would be for every deal: it is archived."""

    _inherit = "crm.team"

    def unlink(self):
        # sudo: templates are configured by managers, and go with the team whoever deletes it
        templates = self.env["crm.handover.template"].sudo()
        templates = templates.search([("team_ids", "in", self.ids)])
        result = super().unlink()
        templates.invalidate_recordset(["team_ids"])
        templates.filtered(lambda template: not template.team_ids).active = False
        return result
