from odoo import api, models

from ....tools.badge import Badge
from ..constants import BADGE_GROUP


class CrmLead(models.Model):
    """What a card shows of a deal, of all rooms in one field: see ``crm.deal.badge``."""

    _inherit = "crm.lead"

    playbook_badges = Badge("Playbook", compute="_compute_playbook_badges", groups=BADGE_GROUP)

    @api.model
    def _get_badge_dependencies(self):
        """Return the names of the fields after which badges are worked out anew."""
        return ()

    @api.model
    def _get_badge_columns(self):
        """Return the names of the columns that badges look at, while the rooms ask for them."""
        return ()

    @api.depends_context("lang")
    @api.depends(lambda self: self._get_badge_dependencies())
    def _compute_playbook_badges(self):
        # First all of it: what waits to be worked out on the way forgets what was said before.
        badges = self.env["crm.deal.badge"]._get_badges(self)
        field = self._fields["playbook_badges"]
        # What is assigned record by record takes as long as half of the query.
        field._get_cache(self.env).update((id_, badges.get(id_)) for id_ in self._ids)

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Read what badges look at along with the rest of a card, in the same query."""
        if field_names and "playbook_badges" in field_names:
            watched = self._get_badge_columns()
            field_names = [
                *field_names,
                *(name for name in watched if self._has_field_access(self._fields[name], "read")),
            ]
        return super()._determine_fields_to_fetch(field_names, ignore_when_in_cache)
