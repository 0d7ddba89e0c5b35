from psycopg2.errors import UniqueViolation

from odoo import models
from odoo.exceptions import AccessError, UserError

from ....tools import rooms
from ....tools.arguments import checked, flag, one_of, some_of, text
from ....tools.openable import group_by_reader, works_here
from ..constants import ROOM


class CrmLead(models.Model):
    """Asking for an approval and answering.

    A request is the newest evidence together with the activity of the person asked: it is tied
    to it by id, whatever criteria are called and whoever asks. Where the activity is gone, or
    the person, or the deal has come to another team, nothing waits: it can be asked again.
    """

    _inherit = "crm.lead"

    @checked(criterion_ids=some_of("crm.stage.criterion"), note=text)
    def action_request_approval(self, criterion_ids, note=False):
        """Ask an approver of each of these criteria by activity, once per deal. Returns True.

        :raise UserError: where nobody who approves may open the deal, or the room is off
        """
        rooms.refuse_unless_on(self.env, ROOM)
        for criterion_id in criterion_ids:
            criterion = self._get_criterion(criterion_id, "approval")
            # sudo: whether it is waiting does not depend on who asks
            found = criterion._find_missing("approval", {criterion: self.sudo()})
            leads = self.browse(
                lead_id for (_c, lead_id), verdict in found.items() if verdict["state"] != "waiting"
            )
            leads._request_approval(criterion, note)
        return True

    @checked(criterion_id=one_of("crm.stage.criterion"), approve=flag, note=text)
    def action_decide_approval(self, criterion_id, approve, note=False):
        """Approve or refuse a criterion on these deals; a refusal needs a note.

        :raise AccessError: for users who are no approver of the criterion
        :return: True
        """
        criterion = self._get_criterion(criterion_id, "approval")
        for lead in self:
            if self.env.user not in lead._get_approvers(criterion):
                raise AccessError(self.env._("You are not an approver of “%s”.", criterion.name))
        if not approve and not (note or "").strip():
            raise UserError(self.env._("Say why “%s” is refused.", criterion.name))
        self._add_evidence(criterion, "approved" if approve else "refused", note)
        activities = self._end_requests(criterion)
        activities.action_feedback(feedback=note or False)
        return True

    def _get_approvers(self, criterion):
        """Return the users who may approve a criterion on this deal."""
        self.ensure_one()
        if criterion.approver == "user":
            return criterion.approver_id
        if criterion.approver == "group":
            return criterion.approver_group_id.all_user_ids
        # sudo: who leads the team of a deal is told to whoever works on it
        return self.sudo().team_id.user_id

    def _request_approval(self, criterion, note):
        """Ask for an approval on these deals; nothing waits for somebody who is not there."""
        for user, leads in self._group_by_approver(criterion).items():
            try:
                with self.env.cr.savepoint():
                    leads._ask(criterion, user, note)
            except UniqueViolation:  # somebody else asks at this moment
                for lead in leads if len(leads) > 1 else ():
                    lead._request_approval(criterion, note)

    def _group_by_approver(self, criterion):
        """Return ``{user: deals}``: the first who approves, works here and may open the deal,
        rather somebody else than the one who asks."""
        groups = group_by_reader(self, lambda lead: lead._get_people_to_ask(criterion))
        if left := self - self.browse().union(*groups.values()):
            raise UserError(
                self.env._(
                    "Nobody is there to approve “%(criterion)s” who may open “%(deal)s”. Ask "
                    "a manager.",
                    deal=left[0].name,
                    criterion=criterion.name,
                )
            )
        return groups

    def _get_people_to_ask(self, criterion):
        users = self._get_approvers(criterion).filtered(works_here)
        return users.sorted(lambda user: user == self.env.user)

    def _ask(self, criterion, user, note):
        """Plan the activity of one approver on each of these deals, and note it."""
        self._end_requests(criterion).unlink()
        # sudo: an activity for somebody else on a deal that they need not write
        leads = self.sudo()
        if len(leads) > 1:
            leads = leads.with_context(mail_activity_quick_update=True)  # told once, below
        activities = leads.with_context(lang=user.lang).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.with_context(lang=user.lang)._get_approval_summary(criterion),
            note=note or "",
            user_id=user.id,
        )
        self._add_evidence(criterion, "requested", note, activities=activities)
        if len(leads) > 1:
            self._notify_approver(criterion, user)

    def _get_approval_summary(self, criterion):
        return self.env._("Approve: %s", criterion.with_context(lang=self.env.lang).name)

    def _notify_approver(self, criterion, user):
        """Tell an approver about many deals by one message."""
        leads = self.with_context(lang=user.lang)
        body = leads.env._(
            "%(asker)s asks you to approve “%(criterion)s” on %(count)s deals: %(deals)s",
            asker=self.env.user.name,
            criterion=criterion.with_context(lang=user.lang).name,
            count=len(leads),
            deals=", ".join(leads.mapped("name")),
        )
        user._notify_colleagues(leads._get_approval_summary(criterion), body)

    def _end_requests(self, criterion):
        """End the open requests of a criterion on these deals.

        :return: their activities, elevated
        """
        # sudo: a request may have gone to another approver
        requests = self.env["crm.lead.evidence"].sudo()
        requests = requests.search(
            [
                ("lead_id", "in", self.ids),
                ("criterion_id", "=", criterion.id),
                ("activity_id", "!=", False),
            ]
        )
        return requests._end()

    def _take_back_requests(self):
        """Take back what was asked of the leaders of teams that these deals have left."""
        # sudo: whoever gives a deal to another team ends what was asked in the one before
        requests = self.env["crm.lead.evidence"].sudo()
        requests = requests.search([("lead_id", "in", self.ids), ("activity_id", "!=", False)])
        requests.filtered(
            lambda request: (
                request.criterion_id.approver == "leader"
                and request.team_id != request.lead_id.team_id
            )
        )._end().unlink()
