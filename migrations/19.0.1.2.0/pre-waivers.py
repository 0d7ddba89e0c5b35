"""Waived twice is one debt: of those that are open on one deal for one criterion, the newest
stays. The database holds to it from now on."""

from odoo.tools import sql


def migrate(cr, version):
    if not sql.table_exists(cr, "crm_stage_waiver"):
        return
    cr.execute(
        """UPDATE crm_stage_waiver AS older
              SET state = 'closed', date_closed = NOW() AT TIME ZONE 'UTC'
             FROM crm_stage_waiver AS newer
            WHERE newer.lead_id = older.lead_id AND newer.criterion_id = older.criterion_id
              AND newer.state = 'open' AND older.state = 'open' AND newer.id > older.id"""
    )
