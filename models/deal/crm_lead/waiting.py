from markupsafe import Markup

from odoo import api, models

from ....tools.days import get_today
from ....tools.openable import group_by_reader

# Topic of the activity that lists what waits.
WAITING = "deal_waiting"
DEALS_SHOWN = 50


class CrmLead(models.Model):
    """A new salesperson hears what waits on the deals that become theirs, by one activity for all
    of them; nothing where nothing waits. The leader of the team hears it when the salesperson
    leaves. Rooms say what waits."""

    _inherit = "crm.lead"

    # --- what rooms extend -------------------------------------------------------------

    @api.model
    def _is_waiting_watched(self):
        """Tell whether any room may know of something that waits. Must not need a query."""
        return False

    def _get_waiting(self):
        """Return ``{lead id: [sentence]}``: what waits on these deals for whoever works on them,
        in the language of the context. Called elevated, for many deals at once."""
        return {}

    # --- telling -----------------------------------------------------------------------

    @api.model
    def _concerns_waiting(self, names):
        return names and "user_id" in names and self._is_waiting_watched()

    def _remember_waiting(self, passage):
        """Return the deals that somebody else gets."""
        user_id = passage.vals["user_id"]
        # sudo: whose it was, for whoever gives it away
        return self.sudo().filtered(lambda lead: user_id and lead.user_id.id != user_id)

    def _follow_waiting(self, passage):
        passage.memory["waiting"]._notify_waiting(lambda lead: lead.user_id)

    def _notify_waiting(self, get_people):
        """Plan one activity for the first of the people of each of these deals, elevated, who
        may open them.

        :param get_people: takes a deal, returns users
        """
        self._take_back_waiting()
        waiting = self.browse(self._get_waiting())
        for reader, leads in group_by_reader(waiting, get_people).items():
            vals = leads.with_context(lang=reader.lang)._say_what_waits()
            vals |= {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": leads[0].id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "date_deadline": get_today(reader),
                "automated": True,
                "playbook_topic": WAITING,
            }
            self.env["mail.activity"]._plan_once(reader, [vals], vals["summary"])

    def _take_back_waiting(self):
        """Tell of these deals no longer what waits: they are somebody else's."""
        rest = self.env["mail.activity"]._take_back(WAITING, self)
        for activity, leads in rest.items():
            activity.write(leads.with_context(lang=activity.user_id.lang)._say_what_waits())

    def _say_what_waits(self):
        """Return what an activity says of these deals, in the language of the context."""
        waiting = self._get_waiting()
        summary = self.env._("What waits on your new deals")
        if len(self) == 1:
            summary = self.env._("What waits on %s", self.name)
        parts = [lead._list_what_waits(waiting.get(lead.id, ())) for lead in self[:DEALS_SHOWN]]
        if more := len(self) - len(parts):
            parts.append(Markup("<p>%s</p>") % self.env._("And %s more deals.", more))
        return {
            "summary": summary,
            "note": Markup().join(parts),
            "playbook_about": self.ids,
        }

    def _list_what_waits(self, sentences):
        lines = Markup().join(Markup("<li>%s</li>") % sentence for sentence in sentences)
        return Markup("<p>%s</p><ul>%s</ul>") % (self._get_html_link(), lines)
