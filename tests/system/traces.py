"""Everything by which a database tells that an addon was installed in it."""

SCHEMA = {
    "columns": """SELECT table_name || '.' || column_name || ' ' || data_type || is_nullable
                    FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid)
                        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "sequences": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "functions": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}
TABLES = """SELECT table_name FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name = 'id'"""
# What any use of Odoo adds to: bundles built anew, news for browsers, notes of who did what when,
# pages of settings that were saved.
GROWING = {
    "bus_bus",
    "ir_attachment",
    "ir_cron_progress",
    "ir_cron_trigger",
    "mail_followers",
    "mail_message",
    "mail_tracking_value",
    "orm_signaling_assets",
    "orm_signaling_default",
    "orm_signaling_groups",
    "orm_signaling_registry",
    "orm_signaling_routing",
    "orm_signaling_stable",
    "orm_signaling_templates",
    "res_config_settings",
    "res_users_log",
}
# Odoo keeps its notes of foreign keys that an addon added to tables of others.
GROWING.add("ir_model_constraint")


def read_schema(database):
    """Return the set of descriptions per kind of thing in the schema."""
    return {kind: _names(database, query) for kind, query in SCHEMA.items()}


def read_records(database):
    """Return the set of ids per table, but for those that grow anyway."""
    tables = _names(database, TABLES) - GROWING
    return {table: _names(database, f"SELECT id FROM {table}") for table in tables}


def get_differences(before, after):
    """Return ``{kind: (what is missing, what is left behind)}`` where the two differ."""
    found = {}
    for kind in before.keys() | after.keys():
        old, new = before.get(kind, set()), after.get(kind, set())
        if old != new:
            found[kind] = (old - new, new - old)
    return found


def _names(database, query):
    return {name for [name] in database.rows(query)}
