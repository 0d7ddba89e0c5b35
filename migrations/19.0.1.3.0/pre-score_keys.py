"""Scores name their profile and their disqualifier without a foreign key, which every row of a
pass over all leads had to pay for."""

from odoo.tools import sql

TABLE, COLUMNS = "crm_icp_score", ["profile_id", "disqualifier_id"]
FIND = """SELECT fk.conname
            FROM pg_constraint AS fk
            JOIN pg_attribute AS own ON own.attrelid = fk.conrelid AND own.attnum = fk.conkey[1]
           WHERE fk.contype = 'f' AND fk.conrelid = to_regclass(%s) AND own.attname = ANY(%s)"""
FORGET = """DELETE FROM ir_model_constraint AS known USING ir_model AS model
             WHERE model.id = known.model AND model.model = 'crm.icp.score' AND known.name = %s"""


def migrate(cr, version):
    cr.execute(FIND, [TABLE, COLUMNS])
    for [name] in cr.fetchall():
        sql.drop_constraint(cr, TABLE, name)
        cr.execute(FORGET, [name])
