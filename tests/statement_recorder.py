from unittest.mock import patch


class StatementRecorder:
    """Records the SQL statements of a function, for tests of what a room asks the database."""

    def _record_statements(self, function):
        """Return the statements of a second call of ``function``: caches are filled by the
        first one, records are read again."""
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        statements = []
        cursor_class = type(self.env.cr._cursor if hasattr(self.env.cr, "_cursor") else self.env.cr)
        execute = cursor_class.execute

        def record(cursor, query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(cursor_class, "execute", record):
            function()
            self.env.flush_all()
        return statements
