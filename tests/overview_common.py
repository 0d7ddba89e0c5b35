class OverviewMixin:
    """Short ways to look at the Overview as somebody."""

    def _get_tiles(self, user, **scope):
        return self.env["crm.playbook.overview"].with_user(user).get_overview(**scope)

    def _get_names(self, tile):
        return [line["name"] for line in tile["lines"]]

    def _find(self, action, user):
        """Return what an action of the Overview opens for somebody."""
        model = self.env[action["res_model"]].with_user(user)
        return model.with_context(**action.get("context", {})).search(action["domain"])

    def _act(self, line, user):
        """Do what the one click of a line does, as somebody."""
        [act] = line["acts"]
        records = self.env[act["model"]].with_user(user).browse(act["ids"])
        return getattr(records, act["method"])(**act["kwargs"])

    def _count_queries(self, function):
        """Return the number of queries of a second call, which finds no record in the cache."""
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - start
