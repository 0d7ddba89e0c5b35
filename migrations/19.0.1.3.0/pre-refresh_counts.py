"""Passes count leads, whatever room they are of: how many deals a refresh of the maps was for
stays known under the new name."""

from odoo.tools import sql

TABLE, OLD, NEW = "crm_stakeholder_refresh", "deal_count", "lead_count"


def migrate(cr, version):
    if sql.column_exists(cr, TABLE, OLD) and not sql.column_exists(cr, TABLE, NEW):
        sql.rename_column(cr, TABLE, OLD, NEW)
