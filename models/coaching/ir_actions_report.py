from odoo import api, models

from ...tools.loading import is_loading
from .private_models import PRIVATE_MODELS, refuse


class IrActionsReport(models.Model):
    """A mail that is sent elevated prints the reports of its template elevated, whatever model
    these are of."""

    _inherit = "ir.actions.report"

    @api.constrains("model", "report_name")
    def _check_report_not_on_coaching(self):
        """Refuse reports on coaching notes; what addons bring is code."""
        if not is_loading(self.env) and PRIVATE_MODELS.intersection(self.mapped("model")):
            refuse(self)

    def _get_rendering_context(self, report, docids, data):
        """Print notes for those alone who may read them, whoever made the report."""
        if self.env.su and report.model in PRIVATE_MODELS:
            refuse(self)
        return super()._get_rendering_context(report, docids, data)
