from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ....tools import rooms
from ....tools.arguments import an_id, checked
from ....tools.openable import group_by_reader
from ..constants import BROKEN, EDITABLE, KEPT, OPEN, RELEASED, ROOM, UNLOCKED


class CrmHandoverPromise(models.Model):
    """What becomes of a promise, said by whoever keeps it."""

    _inherit = "crm.handover.promise"

    def action_keep(self):
        """Note that these promises were kept.

        :raise AccessError: for anybody but their owners and the receiver of the handover
        :raise UserError: for a promise that is settled, or not handed over yet
        :return: True
        """
        return self._settle(KEPT)

    def action_break(self):
        """Note that these promises are not kept; the account owner is told. Raises and
        returns as :meth:`action_keep` does."""
        self._settle(BROKEN)
        self._report_broken()
        return True

    def action_release(self):
        """Note that the customer does not insist on these promises. Raises and returns as
        :meth:`action_keep` does."""
        return self._settle(RELEASED)

    def action_reopen(self):
        """Take back what was said about these promises. Returns True."""
        self._check_owner()
        # sudo: the right to say so was checked
        return self.sudo()._mark(OPEN, False)

    @checked(user_id=an_id)
    def action_reassign(self, user_id):
        """Let somebody else keep these promises.

        :param int user_id: somebody who works here
        :return: True
        """
        self._check_owner()
        # sudo: whether a colleague works here, and the right to hand on was checked
        user = self.env["res.users"].sudo().browse(user_id)
        if not user.exists().active or user.share:
            raise UserError(self.env._("Choose somebody who works here to keep the promise."))
        for promise in self:
            promise._unlock().owner_id = user
        return True

    def _settle(self, state):
        self._check_owner()
        for promise in self:
            if promise.handover_id.state in EDITABLE:
                raise UserError(
                    self.env._("“%s” was not handed over yet: submit it first.", promise.name)
                )
            if promise.state != OPEN:
                raise UserError(self.env._("“%s” is settled already.", promise.name))
        # sudo: the right to say so was checked
        return self.sudo()._mark(state, fields.Datetime.now())

    def _mark(self, state, date):
        return self.write({"state": state, "date_done": date})

    def _unlock(self):
        """Return these promises elevated, and free to be written though the packet is locked.
        The caller has checked who may."""
        # sudo: said above
        return self.sudo().with_context(handover_unlocked=UNLOCKED)

    def _check_owner(self):
        """Refuse whoever neither keeps these promises nor receives the handover."""
        self.check_access("read")
        if self.env.su:
            return
        rooms.refuse_unless_on(self.env, ROOM)
        for promise in self:
            if self.env.user not in promise.owner_id | promise.handover_id.to_user_id:
                raise AccessError(
                    self.env._(
                        "“%(name)s” is kept by %(user)s, who says what becomes of it.",
                        name=promise.name,
                        # sudo: the name of a colleague
                        user=promise.owner_id.sudo().name or self.env._("nobody yet"),
                    )
                )

    def _report_broken(self):
        """Tell the account owners, by one activity per handover."""
        # sudo: the account owner is told, whoever broke the promise
        broken = self.sudo().grouped("handover_id")
        sellers = group_by_reader(
            self.sudo().handover_id,
            lambda handover: handover.salesperson_id | handover.from_user_id,
        )
        for seller, handovers in sellers.items():
            for handover in handovers.with_context(lang=seller.lang):
                names = ", ".join(broken[handover].mapped("name"))
                handover._plan_todo(seller, handover.env._("Promise broken: %s", names))
