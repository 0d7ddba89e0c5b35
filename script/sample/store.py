"""Creates records once, and finds them again in later runs."""

from odoo.tools import SQL

from .values import identity

MODULE = "__crm_playbook_sample__"


class Store:
    """Gives each record of the sample an external id in the module ``__crm_playbook_sample__``.

    A record that has one is left as people changed it. ``counts`` says per label how many records
    were created and how many were there; ``new_keys`` which keys were created, per model.
    """

    def __init__(self, env):
        self.env = env
        self.counts = {}
        self.new_keys = {}

    def find(self, model):
        """Return ``{external name: record id}`` of the sample's records that still exist."""
        query = SQL(
            "SELECT data.name, data.res_id FROM ir_model_data AS data"
            " JOIN %s AS record ON record.id = data.res_id"
            " WHERE data.module = %s AND data.model = %s",
            SQL.identifier(self.env[model]._table),
            MODULE,
            model,
        )
        return dict(self.env.execute_query(query))

    def register(self, record_by_name):
        """Name new records. The name of a record that somebody deleted passes to the new one."""
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}
                for name, record in record_by_name.items()
            ],
            update=True,
        )

    def ensure(self, label, model, vals_by_key, found=None):
        """Return ``{key: record id}``, creating what neither an external id nor ``found`` knows."""
        names = {key: f"{model.replace('.', '_')}_{identity(key)}" for key in vals_by_key}
        known = self.find(model)
        ids = {key: known.get(name) or (found or {}).get(key) for key, name in names.items()}
        missing = [key for key, record_id in ids.items() if not record_id]
        records = self.env[model].create([vals_by_key[key] for key in missing])
        self.register({names[key]: record for key, record in zip(missing, records, strict=True)})
        self.new_keys[model] = set(missing)
        self.counts[label] = (len(missing), len(ids) - len(missing))
        return {**ids, **dict(zip(missing, records.ids, strict=True))}

    def ensure_named(self, label, model, names):
        """Return ``{name: record id}``; a record of that name serves, whoever made it."""
        names = {name for name in names if name}
        everything = self.env[model].with_context(active_test=False)
        found = {
            record.name: record.id for record in everything.search([("name", "in", list(names))])
        }
        return self.ensure(label, model, {name: {"name": name} for name in sorted(names)}, found)
