"""Forget people whose contact was deleted while they were in a packet that was submitted.

Their names stayed in the packet and in its versions. A line that has lost its contact since the
last submission, while nobody could write it, is one of a contact that was deleted.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    cr.execute(
        """SELECT contact.id
             FROM crm_handover_contact AS contact
             JOIN crm_handover AS handover ON handover.id = contact.handover_id
             JOIN LATERAL (SELECT packet FROM crm_handover_version
                            WHERE handover_id = handover.id
                         ORDER BY number DESC LIMIT 1) AS newest ON TRUE
             JOIN LATERAL JSONB_ARRAY_ELEMENTS(
                      CASE JSONB_TYPEOF(newest.packet -> 'contact_ids')
                           WHEN 'array' THEN newest.packet -> 'contact_ids' END) AS line
                  ON (line ->> 'id')::int4 = contact.id
            WHERE contact.partner_id IS NULL AND handover.state NOT IN ('draft', 'returned')
              AND JSONB_TYPEOF(line -> 'partner_id') = 'string'"""
    )
    ids = [contact_id for (contact_id,) in cr.fetchall()]
    if ids:
        env = api.Environment(cr, SUPERUSER_ID, {})
        handovers = env["crm.handover"]
        handovers._forget(handovers._make_traces(env["crm.handover.contact"].browse(ids)))
