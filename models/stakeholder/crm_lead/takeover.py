from odoo import models
from odoo.fields import Command

from ..constants import ACTIVE

RELATIONS = ("influence_ids", "conflict_ids")


class CrmLead(models.Model):
    """Taking over people from the last deal of the same account."""

    _inherit = "crm.lead"

    def get_last_deal_stakeholders(self):
        """Say from which deal people can be taken over.

        :return: dict of ``lead_id``, ``name`` and ``count`` (people who are not on the map of
            this deal), or False
        """
        self.ensure_one()
        last, people = self._get_people_to_take_over()
        return {"lead_id": last.id, "name": last.name, "count": len(people)} if people else False

    def action_take_over_stakeholders(self):
        """Put the people of the last deal of this account on the map of this one, with their
        roles, relations and attitudes. These are marked as old until somebody judges anew.

        :return: ids of the new people
        """
        self.ensure_one()
        self.check_access("write")
        self.env["crm.stakeholder"].check_access("create")
        _last, people = self._get_people_to_take_over()
        # sudo: a judgement of then keeps its date and author; access was checked above
        taken = people.sudo().create([self._prepare_taken_over(person) for person in people.sudo()])
        self._take_over_relations(dict(zip(people.sudo(), taken, strict=True)))
        return taken.ids

    def _get_people_to_take_over(self):
        """Return ``(deal, people)`` as far as the user may read both."""
        self.check_access("read")
        # sudo: of the customer only the account is taken, of this deal who is on its map
        account = self.sudo().partner_id.commercial_partner_id
        present = {person._get_identity() for person in self.sudo().stakeholder_ids}
        last = self.browse()
        if account:
            last = self.with_context(active_test=False).search(
                [
                    ("partner_id", "child_of", account.id),
                    ("has_stakeholders", "=", True),
                    ("id", "!=", self.id),
                ],
                order="create_date desc, id desc",
                limit=1,
            )
        # sudo: whether a contact is archived; those that the user may not read are dropped below
        people = last.stakeholder_ids.filtered(
            lambda person: (
                person.state == ACTIVE
                and (person.partner_id.sudo().active or person.is_placeholder)
                and person._get_identity() not in present
            )
        )
        # A contact that the user may not read is left where it is.
        readable = people.partner_id._filtered_access("read")
        return last, people.filtered(lambda p: p.is_placeholder or p.partner_id in readable)

    def _prepare_taken_over(self, person):
        return {
            "lead_id": self.id,
            "partner_id": person.partner_id.id,
            "placeholder_name": person.placeholder_name,
            "role_ids": [Command.set(person.role_ids.ids)],
            "user_id": person.user_id.id,
            "note": person.note,
            **person._get_judgement(),
            "is_attitude_old": True,
        }

    def _take_over_relations(self, taken):
        """Relate the new people as those of the last deal are.

        :param dict taken: ``{person of the last deal: person of this one}``
        """
        for person, copy in taken.items():
            if person.reports_to_id in taken:
                copy.reports_to_id = taken[person.reports_to_id]
            for name in RELATIONS:
                if others := [taken[other].id for other in person[name] if other in taken]:
                    copy[name] = [Command.set(others)]
