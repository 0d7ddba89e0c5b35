from odoo import api, models

# Views with badges of the rooms, one on each of many deals.
BADGE_VIEWS = ("kanban", "list")


class CrmLead(models.Model):
    """Badges and panels of rooms that are not used are left out of the views: then they cost
    nothing."""

    _inherit = "crm.lead"

    @api.model
    def _get_idle_widgets(self):
        """Return the names of the widgets that have nothing to say yet. Rooms add theirs."""
        return frozenset()

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        idle = self._get_idle_widgets()
        badges = arch.xpath("//field[@widget]") if view_type in BADGE_VIEWS else ()
        panels = arch.xpath("//widget") if view_type == "form" else ()
        for node in (*badges, *panels):
            if node.get("widget", node.get("name")) in idle:
                node.getparent().remove(node)
        return arch, view

    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._get_idle_widgets())
