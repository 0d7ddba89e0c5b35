from odoo import models


class CrmLead(models.Model):
    """When the panel of a form asks the server again while somebody edits."""

    _inherit = "crm.lead"

    def _has_onchange(self, field, other_fields):
        """The panel follows what criteria look at. Every other field stays as quick as
        without gates: whoever clicks on right after an edit is not held up."""
        if not self._is_watched(field):
            other_fields = [other for other in other_fields if other.name != "gate_panel"]
        return super()._has_onchange(field, other_fields)

    def _is_watched(self, field):
        """Tell whether criteria look at a field or at one that is computed from it."""
        watched = self.env["crm.stage.criterion"]._get_watched_names()
        dependents = self.pool.get_dependent_fields(field.base_field)
        names = {other.name for other in dependents if other.model_name == self._name}
        return field.name in watched or bool(names & watched)
