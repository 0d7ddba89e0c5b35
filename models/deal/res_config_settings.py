import logging

from odoo import api, models
from odoo.tools import format_list

from ...tools import rooms

_logger = logging.getLogger(__name__)


class ResConfigSettings(models.TransientModel):
    """A switch per room.

    How to use: a room adds a boolean ``group_playbook_<room>`` with ``group`` (whose people it is
    for) and ``implied_group`` (what its fields, menus and parts of views carry), and a method
    ``_switch_<room>`` that brings its engine up to date, or stops it. See ``tools/rooms.py`` for
    how to ask.
    """

    _inherit = "res.config.settings"

    # --- what rooms extend -------------------------------------------------------------

    @api.model
    def _get_needed_rooms(self):
        """Return ``{room: rooms}``: which other rooms a room needs as it is configured now."""
        return {}

    # --- following ---------------------------------------------------------------------

    @api.model
    def _follow_switches(self, changed):
        """Let rooms that were switched on begin, and those that were switched off stop."""
        self.env.registry.clear_cache()  # menus are kept per user
        on = self.env["res.groups"]._get_playbook_rooms()
        for room in sorted(changed):
            _logger.info(
                "Room %s is switched %s by user %s.",
                room,
                "on" if room in on else "off",
                self.env.uid,
            )
            getattr(self, f"_switch_{room}")(room in on)

    @api.model
    def _switch_on(self, *names):
        """Switch on rooms that somebody begins to use who may configure them, with what these
        need, and say so."""
        on = self.env["res.groups"]._get_playbook_rooms()
        new = self._add_needed({*names}) - on
        for room in sorted(new):
            rooms.switch(self.env, room, True)
        if new:
            self._say_switched_on(new)

    @api.model
    def _say_switched_on(self, names):
        labels = format_list(self.env, self._get_room_labels(names))
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "info",
                "title": self.env._("CRM Playbook"),
                "message": self.env._("Switched on for everybody: %s.", labels),
            },
        )

    # --- what rooms need ---------------------------------------------------------------

    @api.model
    def _add_needed(self, names):
        """Return these rooms with all that they need, and what these need."""
        needed = self._get_needed_rooms()
        todo, found = list(names), set()
        while todo:
            room = todo.pop()
            if room not in found:
                found.add(room)
                todo += needed.get(room, ())
        return found

    @api.model
    def _get_room_labels(self, names):
        switches = rooms.get_switches(self.env)
        fields = [switches[name] for name in switches if name in names]
        return [field.get_description(self.env, ["string"])["string"] for field in fields]

    def _get_ticked_rooms(self):
        return {room for room, field in rooms.get_switches(self.env).items() if self[field.name]}

    def _tick_needed_rooms(self):
        """Tick what the ticked rooms need.

        :return: the rooms that were added
        """
        ticked = self._get_ticked_rooms()
        missing = self._add_needed(ticked) - ticked
        for room in missing:
            self[f"{rooms.PREFIX}{room}"] = True
        return missing

    def _onchange_rooms(self):
        """Say what is switched on together with what somebody has ticked, or cannot be left out.
        Returns the warning of an onchange."""
        ticked, missing = self._get_ticked_rooms(), self._tick_needed_rooms()
        if not missing:
            return None
        needed = self._get_needed_rooms()
        askers = {room for room in ticked | missing if missing & set(needed.get(room, ()))}
        return {
            "warning": {
                "title": self.env._("Rooms that belong together"),
                "message": self.env._(
                    "%(rooms)s cannot do without %(needed)s as it is configured now: it stays "
                    "switched on with it.",
                    rooms=format_list(self.env, self._get_room_labels(askers)),
                    needed=format_list(self.env, self._get_room_labels(missing)),
                ),
            }
        }

    def set_values(self):
        missing = self._tick_needed_rooms()
        result = super().set_values()
        if missing:
            self._say_switched_on(missing)
        return result
