from odoo import models
from odoo.tools import SQL

from ....tools.arguments import checked, count, some_of
from ..people.contact_query import CONTACT_TYPES

# The nearest of them are looked at; a customer may have thousands of contacts.
CANDIDATES = 1000


class CrmLead(models.Model):
    """Who else may belong on the map of a deal."""

    _inherit = "crm.lead"

    @checked(limit=count(0, 1000))
    def get_stakeholder_suggestions(self, limit=20):
        """Return contacts who are not on the map of this deal and may belong there: whoever
        wrote, was written to or met on the deal, its customer, and contacts of the same
        company. Colleagues are left out, and contacts that the user may not read.

        :param int limit: at most so many
        :return: list of dicts of ``partner_id``, ``name``, ``email``, ``function`` and
            ``reasons`` (list of sentences), those with most contact first
        """
        self.ensure_one()
        self.check_access("read")
        reasons = dict(self.env.execute_query(self._make_suggestion_query()))
        Partner = self.env["res.partner"]
        # Read as the user: the rules of contacts and companies hold.
        partners = Partner.search_fetch(
            [("id", "in", list(reasons))], ["name", "email", "function"]
        )
        order = {partner_id: place for place, partner_id in enumerate(reasons)}
        return [
            {
                "partner_id": partner.id,
                "name": partner.name,
                "email": partner.email,
                "function": partner.function,
                "reasons": self._get_suggestion_reasons(reasons[partner.id]),
            }
            for partner in partners.sorted(lambda partner: order[partner.id])[:limit]
        ]

    @checked(partner_ids=some_of("res.partner"))
    def action_add_stakeholders(self, partner_ids):
        """Put contacts on the map of this deal. Whoever is on it already is left out.

        :param list partner_ids: ids of contacts; the user needs no more than to read them
        :return: ids of the new people, in the same order
        """
        self.ensure_one()
        # sudo: whoever may read the deal sees all its people
        present = self.sudo().stakeholder_ids.partner_id.ids
        return (
            self.env["crm.stakeholder"]
            .create(
                [
                    {"lead_id": self.id, "partner_id": partner_id, "user_id": self.user_id.id}
                    for partner_id in dict.fromkeys(partner_ids)
                    if partner_id not in present
                ]
            )
            .ids
        )

    def _make_suggestion_query(self):
        """Return a query of ``(contact id, {reason: how often})``, the nearest first."""
        self.env["mail.message"].flush_model()
        self.env["calendar.event"].flush_model()
        self.env["crm.stakeholder"].flush_model(["lead_id", "partner_id"])
        self.env["res.partner"].flush_model()
        # sudo: of the customer only the company is taken
        company = self.sudo().partner_id.commercial_partner_id
        return SQL(
            """
            WITH message AS (
                SELECT id, author_id FROM mail_message
                 WHERE model = 'crm.lead' AND res_id = %(lead_id)s
                   AND message_type = ANY(%(types)s)
            ), found AS (
                SELECT %(customer_id)s::int AS partner_id, 'customer' AS reason, 1 AS times
                 UNION ALL
                SELECT author_id, 'wrote', COUNT(*) FROM message GROUP BY author_id
                 UNION ALL
                SELECT link.res_partner_id, 'received', COUNT(*)
                  FROM message
                  JOIN mail_message_res_partner_rel AS link ON link.mail_message_id = message.id
              GROUP BY link.res_partner_id
                 UNION ALL
                SELECT link.res_partner_id, 'met', COUNT(*)
                  FROM calendar_event AS event
                  JOIN calendar_event_res_partner_rel AS link
                    ON link.calendar_event_id = event.id
                 WHERE event.opportunity_id = %(lead_id)s AND event.active
              GROUP BY link.res_partner_id
                 UNION ALL
                SELECT id, 'colleague', 0 FROM res_partner
                 WHERE commercial_partner_id = %(company_id)s AND type = 'contact'
            )
            SELECT found.partner_id, JSONB_OBJECT_AGG(found.reason, found.times)
              FROM found
              JOIN res_partner AS partner ON partner.id = found.partner_id
             WHERE partner.active AND partner.is_company IS NOT TRUE
               AND NOT EXISTS (SELECT FROM crm_stakeholder AS person
                                WHERE person.lead_id = %(lead_id)s
                                  AND person.partner_id = partner.id)
               AND NOT EXISTS (SELECT FROM res_users AS colleague
                                WHERE colleague.partner_id = partner.id
                                  AND colleague.share IS NOT TRUE)
          GROUP BY found.partner_id
          ORDER BY SUM(found.times) DESC, found.partner_id
             LIMIT %(candidates)s
            """,
            lead_id=self.id,
            types=list(CONTACT_TYPES),
            customer_id=self.sudo().partner_id.id or None,
            company_id=company.id or None,
            candidates=CANDIDATES,
        )

    def _get_suggestion_reasons(self, times):
        # sudo: the customer's name stands on the deal
        company = self.sudo().partner_id.commercial_partner_id.name
        sentences = {
            "customer": self.env._("Customer of this deal"),
            "wrote": self.env._("Messages from them: %s", times.get("wrote")),
            "received": self.env._("Messages to them: %s", times.get("received")),
            "met": self.env._("Meetings with them: %s", times.get("met")),
            "colleague": self.env._("Contact of %s", company),
        }
        return [sentence for reason, sentence in sentences.items() if reason in times]
