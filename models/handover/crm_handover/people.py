from collections import namedtuple

from markupsafe import Markup, escape
from psycopg2.extras import Json

from odoo import api, models
from odoo.tools import SQL

from ....tools.openable import filter_openable, group_by_reader
from ..constants import CLOSED, DRAFT, KEEPER, MERGING, OPEN, RECEIVER, RETURNED, SELLER, UNLOCKED

NAMES_SHOWN = 10
TOPICS = {part: f"handover_{part}_left" for part in (RECEIVER, KEEPER, SELLER)}
# In every brief that was put where the customer's project and ticket are.
BRIEF = "o_handover_brief_customer"
# Where contacts are told in packets, elevated; by which text versions tell them, and briefs.
Traces = namedtuple("Traces", "contacts promises handovers names words")


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
            own._notify_leavers(reader, part)

    @api.model
    def _report_returners(self, users, held):
        """Take back what was told of these users, of what they can open again.

        :param held: as :meth:`_get_held` returned it before
        """
        known = {(part, user): handovers for part, user, handovers in held}
        for part, user, handovers in self._get_held(users):
            back = handovers - known.get((part, user), self.browse())
            back._take_back_leavers(part)

    def _notify_leavers(self, user, part):
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

    # --- people who are to be forgotten --------------------------------------------------
    # Forgetting people of a customer: the packet and its versions stay, and tell no more who it
    # was, in which role, and what we thought of them.
    # How it works: a contact that is deleted is looked up before (``_find_traces``) and forgotten
    # after (``_forget``). The privacy look-up deletes what it has found one by one, elevated, as
    # an administrator: what was submitted is not deleted then, it forgets the person.

    def unlink(self):
        kept = self._get_kept_by_lookup()
        if told := kept.filtered("partner_id"):
            told._forget(told._make_traces(handovers=told, people=told.partner_id))
        return super(CrmHandover, self - kept).unlink()

    def _get_kept_by_lookup(self):
        """Return those that forget instead of being deleted."""
        if not self._is_privacy_lookup():
            return self.browse()
        return self.filtered(lambda handover: handover.state != DRAFT or handover.version_ids)

    @api.model
    def _is_privacy_lookup(self):
        """Tell whether somebody deletes who may forget people: the look-up is a matter of
        administrators, and deletes elevated. Nobody else's elevated code is meant."""
        return self.env.su and self.env.user.has_group("base.group_system")

    # --- finding -------------------------------------------------------------------------

    @api.model
    def _make_traces(self, contacts=(), promises=(), handovers=(), people=()):
        """Return :class:`Traces` of the given records, each left out when there are none."""
        names = people.mapped("display_name") if people else ()
        words = people.mapped("name") if people else ()
        # sudo: a person is forgotten everywhere, whoever may read the packets
        return Traces(
            contacts or self.env["crm.handover.contact"].sudo(),
            promises or self.env["crm.handover.promise"].sudo(),
            handovers or self.sudo().browse(),
            frozenset(filter(None, names)),
            frozenset(filter(None, words)),
        )

    @api.model
    def _find_traces(self, partners):
        """Return the :class:`Traces` of contacts; companies are no persons."""
        # sudo: people are forgotten wherever they are, whoever deletes their contact
        people = partners.sudo().filtered(lambda partner: not partner.is_company)
        is_merged = self.env.context.get("handover_merging") is MERGING
        domain = [("partner_id", "in", people.ids)]
        # sudo: as above
        return self._make_traces(
            self.env["crm.handover.contact"].sudo().search(domain),
            self.env["crm.handover.promise"].sudo().search(domain),
            self.sudo().search(domain),
            people.browse() if is_merged else people,
        )

    @api.model
    def _find_versions(self, traces):
        """Return the versions in which these contacts may be told: those of their packets, and
        those from which their line was removed since, found by the text."""
        handovers = traces.contacts.handover_id | traces.promises.handover_id | traces.handovers
        versions = handovers.version_ids
        if traces.names:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM crm_handover_version WHERE packet @> ANY(%s::jsonb[])",
                    [
                        Json(told)
                        for name in sorted(traces.names)
                        for told in (
                            {"partner_id": name},
                            {"contact_ids": [{"partner_id": name}]},
                            {"promise_ids": [{"partner_id": name}]},
                        )
                    ],
                )
            )
            versions |= versions.browse(version_id for (version_id,) in rows)
        return versions

    # --- forgetting ----------------------------------------------------------------------

    @api.model
    def _forget(self, traces):
        """Make people anonymous in packets and versions, and tell so in the history."""
        versions = self._find_versions(traces)
        changed = versions._forget(traces)
        changed |= traces.contacts.handover_id | traces.promises.handover_id | traces.handovers
        unlocked = {"handover_unlocked": UNLOCKED, "tracking_disable": True}
        nobody = traces.contacts._prepare_nobody()
        traces.contacts.with_context(**unlocked).write(nobody)
        traces.promises.with_context(**unlocked).write({"partner_id": False})
        traces.handovers.with_context(**unlocked).write({"partner_id": False})
        changed._forget_in_briefs(traces.words, nobody["name"])
        for handover in changed:
            handover._message_log(
                body=handover.env._(
                    "A contact was deleted: the packet and its versions no longer tell who it was."
                )
            )

    def _forget_in_briefs(self, words, nobody):
        """Take names out of the briefs that were made of these packets."""
        for brief in (brief for handover in self for brief in handover._get_briefs()):
            text = str(brief.description)
            for word in words:
                text = text.replace(str(escape(word)), str(escape(nobody)))
            if text != brief.description:
                brief.with_context(mail_notrack=True).description = text

    def _get_briefs(self):
        """Return the updates of the project, and the ticket, that hold the brief of one handover
        as ``description``."""
        briefs = [*self.project_id.update_ids]
        if ticket := self._helpdesk_get_ticket():
            briefs.append(ticket)
        return [brief for brief in briefs if BRIEF in (brief.description or "")]
