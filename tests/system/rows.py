"""What stands in the rows of tables, and what became of it."""

TABLES = """SELECT columns.table_name, ARRAY_AGG(column_name::text ORDER BY column_name)
              FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
         LEFT JOIN ir_model AS model ON REPLACE(model.model, '.', '_') = columns.table_name
             WHERE columns.table_schema = 'public' AND table_type = 'BASE TABLE'
               AND columns.table_name ~ %s AND model.transient IS NOT TRUE
             GROUP BY columns.table_name"""
STAMPS = {"write_date", "write_uid"}


def read_rows(database, pattern):
    """Return ``{table: {key: {column: value}}}`` of the tables whose names match, without those
    of dialogs. The key of a row is its id, and all of it where it has none."""
    found = {}
    for table, columns in database.rows(TABLES, pattern):
        rows = [row for [row] in database.rows(f'SELECT TO_JSONB(t) FROM "{table}" AS t')]
        found[table] = {row.get("id", tuple(row[c] for c in columns)): row for row in rows}
    return found


def get_losses(before, after):
    """Return the set of what is gone or has another value: ``table``, ``table.column`` or
    ``table(key)``. What is added is none, nor are columns that held nothing, nor stamps."""
    losses = set()
    for table, rows in before.items():
        if table not in after:
            losses |= {table} if rows else set()
            continue
        for key, row in rows.items():
            if key not in after[table]:
                losses.add(f"{table}({key})")
            else:
                losses |= {f"{table}.{name}" for name in _get_changed(row, after[table][key])}
    return losses


def _get_changed(row, new):
    held = {name: value for name, value in row.items() if value is not None}
    return {name for name, value in held.items() if new.get(name) != value} - STAMPS
