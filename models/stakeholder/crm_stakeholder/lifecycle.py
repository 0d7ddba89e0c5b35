from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ....tools import days, rooms
from ....tools.arguments import checked, one_of
from ....tools.openable import group_by_reader
from ..constants import ACTIVE, LEFT, ROOM

# What can turn out not to be so any more.
REVERSIBLE = frozenset(("left", "archived", "bounced"))


class CrmStakeholder(models.Model):
    """What becomes of a deal when one of its people is gone, and of people when their contact
    is: the owner of each open deal gets one activity that says what is uncovered now, and one
    message when many deals are concerned at once. An owner who may not open the deal any more
    gets none; the leader of the team does. It is taken back for people who are back."""

    _inherit = "crm.stakeholder"

    loss_activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        index="btree_not_null",
        ondelete="set null",
        help="Of whoever was told that this person is gone.",
    )

    def write(self, vals):
        leaving = self.browse()
        if vals.get("state") == LEFT:
            leaving = self.filtered(lambda person: person.state == ACTIVE)
        result = super().write(vals)
        # sudo: the owner of the deal is told, whoever marks the person
        leaving.sudo()._report_loss("left")
        if vals.get("state") == ACTIVE:
            self.sudo()._take_back_loss()  # sudo: as above
        return result

    @checked(partner_id=one_of("res.partner"))
    def action_identify(self, partner_id):
        """Say who a placeholder is: from now on a person of the deal.

        :param int partner_id: the contact; the user needs no more than to read it
        :return: True
        """
        self.ensure_one()
        if not self.is_placeholder:
            raise UserError(self.env._("“%s” is known by name already.", self.name))
        # sudo: whoever may read the deal sees all its people
        people = self.sudo().lead_id.stakeholder_ids
        if partner_id in people.partner_id.ids:
            partner = self.env["res.partner"].browse(partner_id)
            raise UserError(
                self.env._("“%s” is on the map of the deal already.", partner.display_name)
            )
        return self.write({"partner_id": partner_id, "placeholder_name": False})

    def _forget_person(self):
        """Make these people anonymous: what is left is that somebody had these roles."""
        self._drop_loss()
        self.judgement_ids.unlink()
        self.with_context(tracking_disable=True).write(
            {
                "partner_id": False,
                "placeholder_name": self.env._("Former contact"),
                "note": False,
            }
        )
        self._set_judgement(self._get_no_judgement())

    # --- telling the owner -------------------------------------------------------------

    def _report_loss(self, reason):
        """Plan one activity per open deal of these people, who are gone for ``reason``: a key
        of :meth:`_get_loss_summaries`."""
        people = self.filtered(
            lambda person: person.lead_id.active and person.lead_id.won_status == "pending"
        )
        if not people or not rooms.is_on(self.env, ROOM):
            return
        groups = self.env["crm.stakeholder.map"]._get_groups(people.lead_id)
        lost = people.grouped("lead_id")
        readers = group_by_reader(people.lead_id, lambda lead: lead.user_id | lead.team_id.user_id)
        for reader, leads in readers.items():
            spoken = {lead: lost[lead].with_context(lang=reader.lang) for lead in leads}
            vals_list = [
                spoken[lead]._prepare_loss_activity(lead, reader, groups[lead.id], reason)
                for lead in leads
            ]
            subject = spoken[leads[0]].env._("People of your deals are gone")
            activities = self.env["mail.activity"]._plan_once(reader, vals_list, subject)
            if reason in REVERSIBLE:
                for activity, lead in zip(activities, leads, strict=True):
                    lost[lead].loss_activity_id = activity

    def _take_back_loss(self):
        """Take those of these people who are there out of what was told."""
        self.filtered(lambda person: person._get_loss() is None)._drop_loss()

    def _drop_loss(self):
        """Tell no longer that these people are gone; an activity goes where nobody is left in
        it."""
        told = self.filtered("loss_activity_id")
        activities = told.loss_activity_id.filtered("active")
        if not told:
            return
        told.loss_activity_id = False
        gone = self.search([("loss_activity_id", "in", activities.ids)])
        gone = gone.grouped("loss_activity_id")
        (activities - activities.browse().union(*gone)).unlink()
        leads = self.browse().union(*gone.values()).lead_id
        groups = self.env["crm.stakeholder.map"]._get_groups(leads)
        for activity, people in gone.items():
            people = people.with_context(lang=activity.user_id.lang)
            group, reason = groups[people.lead_id.id], people[0]._get_loss() or "left"
            vals = people._prepare_loss_activity(people.lead_id, activity.user_id, group, reason)
            activity.write({name: vals[name] for name in ("summary", "note")})

    def _get_loss(self):
        """Return why this person is gone, a key of :meth:`_get_loss_summaries`, or None."""
        partner = self.partner_id
        if self.state == LEFT:
            return "left"
        if partner and not partner.active:
            return "archived"
        return "bounced" if partner.message_bounce else None

    def _prepare_loss_activity(self, lead, owner, group, reason):
        """Return the values of the activity about these people. It names them and their
        roles; how they were judged is nobody's business outside of the map."""
        names = ", ".join(self.mapped("name"))
        sentences = [self._get_uncovered_sentence(group)]
        if not group.engaged:
            sentences.append(self.env._("There is no two-way contact with anybody any more."))
        return {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "user_id": owner.id,
            "date_deadline": days.get_today(owner),
            "automated": True,
            "summary": self._get_loss_summaries(names)[reason],
            "note": Markup().join(Markup("<p>%s</p>") % sentence for sentence in sentences),
        }

    def _get_loss_summaries(self, names):
        """Return what happened, by reason."""
        return {
            "left": self.env._("Left the customer: %s", names),
            "archived": self.env._("Contact archived: %s", names),
            "bounced": self.env._("Mail comes back from: %s", names),
            "merged": self.env._("One contact now, on the map twice before: %s", names),
            # Whoever was deleted is not to be named again.
            "deleted": self.env._("A contact of this deal was deleted"),
        }

    def _get_uncovered_sentence(self, group):
        """Return which roles of these people nobody of the deal has any more."""
        held = {role_id for person in group.people for role_id in person.role_ids}
        roles = self.role_ids.filtered(lambda role: role.id not in held)
        needed = roles.filtered(lambda role: role.id in group.needed)
        if needed:
            return self.env._("Needed and uncovered now: %s.", ", ".join(needed.mapped("name")))
        if roles:
            return self.env._("Uncovered now: %s.", ", ".join(roles.mapped("name")))
        return self.env._("No role is uncovered.")
