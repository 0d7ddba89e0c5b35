from odoo import api, fields, models
from odoo.tools import SQL

from .people.contact_query import COUNTS, LAST, make_application, make_gathering


class CrmStakeholderRefreshFact(models.Model):
    """What a nightly pass found out about a person and has still to write.

    How it works: the messages are read once per pass, by one statement that notes here whose
    facts differ. Small batches then write them and remove them from here. A person may be
    heard from meanwhile, which is written at once: each row has a mark of what was known when
    it was noted, and applies only where that is still so. No foreign keys, which would lock
    deals.
    """

    _name = "crm.stakeholder.refresh.fact"
    _description = "Fact Found by the Nightly Pass over Stakeholder Maps"
    _log_access = False

    stakeholder_id = fields.Integer(required=True)
    lead_id = fields.Integer(required=True, index=True)
    partner_id = fields.Integer(required=True)
    is_moved = fields.Boolean()
    before = fields.Char()
    last_inbound = fields.Datetime()
    last_outbound = fields.Datetime()
    last_meeting = fields.Datetime()
    inbound_30 = fields.Integer()
    inbound_90 = fields.Integer()
    outbound_30 = fields.Integer()
    outbound_90 = fields.Integer()
    meeting_30 = fields.Integer()
    meeting_90 = fields.Integer()

    @api.model
    def _gather(self, scope):
        """Note whose facts differ, in place of what an earlier pass has left."""
        self.env["crm.stakeholder"]._flush_read_fields()
        self.env.cr.execute(SQL("DELETE FROM crm_stakeholder_refresh_fact"))
        self.env.cr.execute(make_gathering(scope, fields.Datetime.now()))

    @api.model
    def _apply(self, first_id, last_id):
        """Write what was noted about the people of these deals and forget the notes.

        :return: as :func:`make_update`
        """
        people = self.env["crm.stakeholder"]
        people.flush_model(["lead_id", "partner_id", *LAST, *COUNTS])
        rows = self.env.execute_query(make_application(first_id, last_id))
        people._forget_contact(row[0] for row in rows)
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_stakeholder_refresh_fact WHERE lead_id BETWEEN %s AND %s",
                first_id,
                last_id,
            )
        )
        return rows
