from odoo import api, models
from odoo.tools import ormcache

from ...tools import rooms

RELATIONS = frozenset(("implied_ids", "implied_by_ids"))


class ResGroups(models.Model):
    """Rooms follow their switches, whoever turns them: the settings, a file of data, somebody
    in the form of a group."""

    _inherit = "res.groups"

    @api.model
    @ormcache(cache="groups")
    def _get_playbook_rooms(self):
        """Return the names of the rooms that are on. Kept per process with the definitions of
        groups, which every change clears in all of them."""
        definitions = self._get_group_definitions()
        return frozenset(
            room
            for room, field in rooms.get_switches(self.env).items()
            if definitions.get_id(field.implied_group)
            in definitions.get_superset_ids([definitions.get_id(field.group)])
        )

    def write(self, vals):
        if RELATIONS.isdisjoint(vals):
            return super().write(vals)
        before = self._get_playbook_rooms()
        result = super().write(vals)
        if changed := before ^ self._get_playbook_rooms():
            # sudo: whoever may change what a group implies may turn a switch
            self.env["res.config.settings"].sudo()._follow_switches(changed)
        return result
