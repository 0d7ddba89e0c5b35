from odoo import models
from odoo.exceptions import UserError

from ....tools import rooms
from ....tools.arguments import checked, some_of, text
from ....tools.openable import group_by_reader
from ..constants import ROOM
from .crossing import PASSING


class CrmLead(models.Model):
    """Asking for a waiver, by those who may not waive themselves."""

    _inherit = "crm.lead"

    @checked(criterion_ids=some_of("crm.stage.criterion"), reason=text)
    def action_request_waiver(self, criterion_ids, reason):
        """Ask somebody who may waive to let criteria pass on these deals, by one activity per
        deal. What waits already is not asked for twice. Returns True.

        :param list criterion_ids: ids of ``crm.stage.criterion``
        :param str reason: required
        :raise UserError: for criteria that are met or not asked of a deal, and where nobody who
            may waive may open the deal
        """
        rooms.refuse_unless_on(self.env, ROOM)
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why a waiver is needed."))
        # sudo: criteria are read by whoever works on the deals they are asked of
        criteria = self.env["crm.stage.criterion"].sudo().browse(criterion_ids)
        self._refuse_needless(criteria)
        waiting = self.env["crm.stage.waiver"]._get_waiting(self, criteria)
        asked = {
            lead: criteria.filtered(lambda c, lead=lead: (lead.id, c.id) not in waiting)
            for lead in self
        }
        leads = self.filtered(lambda lead: asked[lead])
        for user, deals in leads._group_by_member().items():
            # sudo: the right to write the deals was checked; nothing is waived by asking
            waivers = self.env["crm.stage.waiver"].sudo()
            waivers._request({deal: asked[deal] for deal in deals}, user, reason)
        return True

    def _refuse_needless(self, criteria):
        """Refuse to ask for a waiver of what does not stand in the way of these deals."""
        if not criteria:
            raise UserError(self.env._("Choose what is to be waived."))
        active = criteria.filtered(lambda criterion: criterion.state == "active")
        verdicts = criteria._judge(dict.fromkeys(self, tuple(active.ids)))
        for lead in self:
            for criterion in criteria:
                verdict = verdicts[lead.id].get(criterion.id)
                is_open = verdict and verdict["state"] not in PASSING
                if not is_open or lead.won_status == "lost":
                    raise UserError(
                        self.env._(
                            "“%(criterion)s” does not stand in the way of “%(deal)s”, reload the "
                            "page.",
                            criterion=criterion.name,
                            deal=lead.name,
                        )
                    )

    def _group_by_member(self):
        """Return ``{user: deals}``: the first who may waive and open the deal; the leader of its
        team before others, whoever asks after them."""
        members = self.env["crm.stage.waiver"]._get_members()

        def get_people(lead):
            # sudo: who leads the team of a deal is told to whoever works on it
            leader = lead.sudo().team_id.user_id
            return members.sorted(lambda user: (user == self.env.user, user != leader, user.id))

        groups = group_by_reader(self, get_people)
        if left := self - self.browse().union(*groups.values()):
            raise UserError(
                self.env._(
                    "Nobody is there to waive anything who may open “%s”. Ask a manager.",
                    left[0].name,
                )
            )
        return groups
