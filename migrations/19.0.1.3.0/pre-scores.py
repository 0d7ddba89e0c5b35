"""Scores say whether a pass over all leads has written them.

The oldest row of a lead is the settled one, those after it are fresh: the newest counts, as
before. A column that is added with a constant rewrites no row; only the fresh ones are written.
"""

from odoo.tools import sql

ADD = """ALTER TABLE crm_icp_score ADD COLUMN is_settled BOOLEAN DEFAULT TRUE;
         ALTER TABLE crm_icp_score ALTER COLUMN is_settled DROP DEFAULT"""
FRESH = """UPDATE crm_icp_score AS row SET is_settled = FALSE
            WHERE EXISTS (SELECT FROM crm_icp_score AS older
                           WHERE older.lead_id = row.lead_id AND older.id < row.id)"""


def migrate(cr, version):
    if not sql.column_exists(cr, "crm_icp_score", "is_settled"):
        cr.execute(ADD)
        cr.execute(FRESH)
