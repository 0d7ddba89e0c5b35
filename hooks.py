"""Install and uninstall steps.

Stored computed fields would be computed for every existing lead when their columns appear.
Creating the columns first leaves the rows of a live database as they are: adding a column
without default rewrites nothing, whatever the size of the table.
"""

from odoo.fields import Domain
from odoo.tools import SQL, sql

from .models.stakeholder.people.buying_group import DEFAULT_LIMITS

LEAD_COLUMNS = {
    "industry_id": "int4",
    "employee_count": "int4",
    "annual_revenue": "numeric",
    "budget": "numeric",
    "use_case_id": "int4",
    "has_stakeholders": "bool",
}
PARTNER_COLUMNS = {
    "employee_count": "int4",
    "firmographic_currency_id": "int4",
    "annual_revenue": "numeric",
    "budget": "numeric",
    "use_case_id": "int4",
}
# Columns of teams, with the value that teams have which are there already.
TEAM_COLUMNS = {
    "stakeholder_min_engaged": ("int4", DEFAULT_LIMITS.min_engaged),
    "stakeholder_silent_days": ("int4", DEFAULT_LIMITS.silent_days),
}
# Tables of stored computed relations, with the columns of both sides.
RELATIONS = {
    "crm_lead_buying_trigger_rel": ("lead_id", "trigger_id"),
    "crm_lead_missing_role_rel": ("lead_id", "role_id"),
}
MODULE = "crm_playbook"
PARAMETER_PREFIX = f"{MODULE}."


def pre_init_hook(env):
    """Create the new columns of leads, customers and teams before the ORM would fill them."""
    for table, columns in (("crm_lead", LEAD_COLUMNS), ("res_partner", PARTNER_COLUMNS)):
        existing = sql.table_columns(env.cr, table)
        for name, column_type in columns.items():
            if name not in existing:
                sql.create_column(env.cr, table, name, column_type)
    existing = sql.table_columns(env.cr, "crm_team")
    for name, (column_type, value) in TEAM_COLUMNS.items():
        if name not in existing:
            _create_filled_column(env.cr, "crm_team", name, column_type, value)
    for relation, columns in RELATIONS.items():
        if not sql.table_exists(env.cr, relation):
            _create_relation(env.cr, relation, *columns)


def _create_filled_column(cr, table, name, column_type, value):
    """Create a column that has a value in every row, without a row being written: a constant
    default is kept in the catalogue, and stays with the rows when it is dropped."""
    names = {"table": SQL.identifier(table), "name": SQL.identifier(name)}
    kind = SQL(column_type)
    cr.execute(
        SQL(
            "ALTER TABLE %(table)s ADD COLUMN %(name)s %(kind)s DEFAULT %(value)s",
            **names,
            kind=kind,
            value=value,
        )
    )
    cr.execute(SQL("ALTER TABLE %(table)s ALTER COLUMN %(name)s DROP DEFAULT", **names))


def _create_relation(cr, relation, own, other):
    """Create the table of a relation as the ORM does."""
    cr.execute(
        SQL(
            """CREATE TABLE %(rel)s (%(own)s INTEGER NOT NULL, %(other)s INTEGER NOT NULL,
                                     PRIMARY KEY (%(own)s, %(other)s));
               CREATE INDEX ON %(rel)s (%(other)s, %(own)s)""",
            rel=SQL.identifier(relation),
            own=SQL.identifier(own),
            other=SQL.identifier(other),
        )
    )


def post_init_hook(env):
    """Fill the log of stage moves with what Odoo has tracked so far."""
    env["crm.stage.move"]._backfill()


def uninstall_hook(env):
    """Leave no parameter, no name and no file of a coaching note behind; tables, columns and
    crons go with the module's records."""
    env["ir.attachment"].search([("res_model", "=", "crm.coaching.note")]).unlink()
    _forget_names_of_mixins(env)
    env["ir.config_parameter"].search([("key", "=like", f"{PARAMETER_PREFIX}%")]).unlink()


def _forget_names_of_mixins(env):
    """Delete the external ids that other addons hold for what their mixins gave to models of
    this one. Odoo deletes the records and leaves these names behind."""
    models = [model for model in env.registry.values() if model._original_module == MODULE]
    names = Domain.OR(
        Domain("name", "=like", f"{kind}\\_\\_{model._table}\\_\\_%")
        for model in models
        for kind in ("selection", "model_inherit")
    )
    env["ir.model.data"].search(names & Domain("module", "!=", MODULE)).unlink()
