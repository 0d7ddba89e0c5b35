from collections import namedtuple

from markupsafe import escape
from psycopg2.extras import Json

from odoo import api, models
from odoo.tools import SQL

from ..constants import DRAFT, MERGING, UNLOCKED

# In every brief that was put where the customer's project and ticket are.
BRIEF = "o_handover_brief_customer"
# Where contacts are told in packets, elevated; by which text versions tell them, and briefs.
Traces = namedtuple("Traces", "contacts promises handovers names words")


class CrmHandover(models.Model):
    """Forgetting people of a customer: the packet and its versions stay, and tell no more who it
    was, in which role, and what we thought of them.

    How it works: a contact that is deleted is looked up before (``_find_traces``) and forgotten
    after (``_forget``). The privacy look-up deletes what it has found one by one, elevated, as
    an administrator: what was submitted is not deleted then, it forgets the person.
    """

    _inherit = "crm.handover"

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

    # --- finding -----------------------------------------------------------------------

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

    # --- forgetting --------------------------------------------------------------------

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
