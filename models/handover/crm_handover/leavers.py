from markupsafe import Markup

from odoo import api, models

from ....tools.openable import filter_openable, group_by_reader
from ..constants import CLOSED, DRAFT, KEEPER, OPEN, RECEIVER, RETURNED, SELLER

NAMES_SHOWN = 10
TOPICS = {part: f"handover_{part}_left" for part in (RECEIVER, KEEPER, SELLER)}


class CrmHandover(models.Model):
    """Somebody who has to act on handovers leaves, becomes a guest or loses the company: whoever
    can choose somebody else is told, once, and no longer once there is somebody else."""

    _inherit = "crm.handover"

    def write(self, vals):
        result = super().write(vals)
        for fname, part in (("to_user_id", RECEIVER), ("from_user_id", SELLER)):
            if vals.get(fname):
                self._take_back_leavers(part)
        return result

    @api.model
    def _get_held(self, users):
        """Return ``[(part, user, handovers)]``: on which handovers, that they may open, these
        users have something to do."""
        held = []
        for user in users:
            for part, domain in self._get_duties(user).items():
                if handovers := filter_openable(self.search(domain), user):
                    held.append((part, user, handovers))
        return held

    @api.model
    def _get_duties(self, user):
        """Return the domains of handovers on which a user has something to do, by part."""
        promised = [("owner_id", "=", user.id), ("state", "=", OPEN)]
        return {
            RECEIVER: [("to_user_id", "=", user.id), ("state", "!=", CLOSED)],
            KEEPER: [("promise_ids", "any", promised), ("state", "not in", (DRAFT, CLOSED))],
            SELLER: [("from_user_id", "=", user.id), ("state", "=", RETURNED)],
        }

    @api.model
    def _report_leavers(self, held):
        """Tell whoever is next about the handovers that these users may open no more.

        :param held: as :meth:`_get_held` returned it before
        """
        lost = {}
        for part, user, handovers in held:
            gone = handovers - filter_openable(handovers, user)
            lost[part] = lost.get(part, self.browse()) | gone
        for part, handovers in lost.items():
            handovers._report_left(part)

    def _report_left(self, part):
        """Tell whoever is next that nobody has a part of these handovers any more."""
        readers = group_by_reader(self, lambda handover: handover._get_next(part))
        for reader, own in readers.items():
            own._tell_of_leavers(reader, part)

    @api.model
    def _report_returners(self, users, held):
        """Take back what was told of these users, of what they can open again.

        :param held: as :meth:`_get_held` returned it before
        """
        known = {(part, user): handovers for part, user, handovers in held}
        for part, user, handovers in self._get_held(users):
            back = handovers - known.get((part, user), self.browse())
            back._take_back_leavers(part)

    def _tell_of_leavers(self, user, part):
        """Plan one activity about all these handovers, on the first of them."""
        self._take_back_leavers(part)
        spoken = self.with_context(lang=user.lang)
        vals = {
            **self._prepare_todo(user, TOPICS[part]),
            **spoken._say_who_left(part),
            "res_id": self[0].id,
        }
        self.env["mail.activity"]._plan_once(user, [vals], vals["summary"])

    def _take_back_leavers(self, part):
        """Tell of these handovers no longer that somebody with a part left."""
        rest = self.env["mail.activity"]._take_back(TOPICS[part], self)
        for activity, handovers in rest.items():
            spoken = handovers.with_context(lang=activity.user_id.lang)
            activity.write(spoken._say_who_left(part))

    def _get_next(self, part):
        """Return who is told that somebody with a part left, in their order."""
        owner, leader = self.salesperson_id | self.from_user_id, self.lead_id.team_id.user_id
        return self.to_user_id | owner | leader if part == KEEPER else owner | leader

    def _say_who_left(self, part):
        """Return what an activity says of these handovers, in the language of the context."""
        names = ", ".join(self[:NAMES_SHOWN].mapped("name"))
        summaries = {
            RECEIVER: self.env._("No receiver any more: %s", names),
            KEEPER: self.env._("Nobody keeps a promise any more: %s", names),
            SELLER: self.env._("Sent back, and nobody completes it any more: %s", names),
        }
        links = Markup().join(Markup("<li>%s</li>") % one._get_html_link() for one in self)
        return {
            "summary": summaries[part],
            "note": Markup("<ul>%s</ul>") % links if len(self) > 1 else False,
            "playbook_about": self.ids,
        }
