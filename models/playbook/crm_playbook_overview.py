from collections import namedtuple
from datetime import date, datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_date

from ...tools import rooms
from ...tools.arguments import an_id, checked, text
from ..deal.overview import LINES, TODAY

# Whose deals and which days a tile is about: ``deals`` is a domain of deals, the moments are
# naive and in UTC, the first of the period and the first after it.
Scope = namedtuple("Scope", "team start end deals")
# The lines of a tile while they are not said yet.
Work = namedtuple("Work", "records describe")
FEW = 10
DEFAULT_PERIOD = "this_quarter"
# Unit and how many units ago.
PERIODS = {
    "this_month": ("month", 0),
    "last_month": ("month", 1),
    "this_quarter": ("quarter", 0),
    "last_quarter": ("quarter", 1),
    "this_year": ("year", 0),
    "last_year": ("year", 1),
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class CrmPlaybookOverview(models.AbstractModel):
    """The page where all rooms add up: what waits for whoever looks, and how is sold.

    What: a tile has a code, which its room adds in :meth:`_get_kinds`, and one method,
    ``_get_tile_<code>``. It takes a :class:`Scope` and returns what :meth:`_make_tile` makes, or
    None where there is nothing to say. The two kinds of tiles have helpers: a list of records
    that wait for the user (:meth:`_make_work`), and figures of a team and a period.

    How it works: nothing is elevated. Everybody sees the deals, handovers and notes that they may
    read, and no others; a tile whose model somebody may not read is not there. Nothing is asked
    per deal: a tile takes a constant number of queries.
    """

    _name = "crm.playbook.overview"
    _description = "Overview of the Playbook"

    @api.model
    def _get_kinds(self):
        """Return ``{code: Kind}`` of all tiles."""
        return {}

    @api.model
    @api.readonly
    @checked(team_id=an_id, period=text)
    def get_overview(self, team_id=None, period=None):
        """Say what waits for the current user, and how a team sold in a period.

        :param int team_id: a sales team; all deals that the user may read where it is left out
        :param str period: ``this_month``, ``last_month``, ``this_quarter`` (by default),
            ``last_quarter``, ``this_year`` or ``last_year``, in the time zone of the user
        :return: dict of tiles by code, in their order; each a dict of ``section`` (``today`` or
            ``sales``), ``title``, ``value`` (what is shown large, formatted), ``level``
            (``danger``, ``warning``, ``success`` or False), ``about`` (from what it is made),
            ``lines`` (dicts of ``name``, ``value``, ``note``, ``level``, ``action`` and ``acts``,
            what one click does: dicts of ``name``, ``model``, ``ids``, ``method`` and ``kwargs``)
            and ``action``, the window action that opens what is counted, or False
        :raise UserError: for a team or a period that does not exist
        """
        scope = self._get_scope(team_id, period)
        tiles = {}
        for code, kind in sorted(self._get_kinds().items(), key=lambda item: item[1].sequence):
            if rooms.is_on(self.env, kind.room) and self.env[kind.model].has_access("read"):
                tile = getattr(self, f"_get_tile_{code}")(scope)
                if tile:
                    tiles[code] = tile
        self._describe_work(tiles.values())
        return tiles

    @api.model
    @api.readonly
    def get_choices(self):
        """Say what the page can be about.

        :return: dict of ``teams`` (dicts of ``id`` and ``name``), ``periods`` (dicts of ``code``,
            ``name`` and ``days``), ``period`` (the default), ``is_on``, whether a room is,
            ``may_set_up``, whether the user sets up the playbook, and ``is_empty``, whether that is
            what there is to do
        """
        setup = self.env["crm.playbook.setup"]
        may_set_up = setup._may_set_up()
        teams = self.env["crm.team"].browse()
        # Whoever may not read deals sees their own handovers, of all teams.
        if self.env["crm.lead"].has_access("read"):
            teams = teams.search_fetch([("active", "=", True)], ["name"])
        return {
            "teams": [{"id": team.id, "name": team.name} for team in teams],
            "periods": self._get_periods(),
            "period": DEFAULT_PERIOD,
            "is_on": any(rooms.is_on(self.env, kind.room) for kind in self._get_kinds().values()),
            "may_set_up": may_set_up,
            "is_empty": may_set_up and setup._is_empty(),
        }

    # --- scope -------------------------------------------------------------------------

    @api.model
    def _get_periods(self):
        names = {
            "this_month": self.env._("This Month"),
            "last_month": self.env._("Last Month"),
            "this_quarter": self.env._("This Quarter"),
            "last_quarter": self.env._("Last Quarter"),
            "this_year": self.env._("This Year"),
            "last_year": self.env._("Last Year"),
        }
        periods = []
        for code in PERIODS:
            first, after = self._get_days(code)
            last = after - relativedelta(days=1)
            days = f"{format_date(self.env, first)} – {format_date(self.env, last)}"
            periods.append({"code": code, "name": names[code], "days": days})
        return periods

    @api.model
    def _get_days(self, period):
        """Return the first day of a period and the first after it."""
        unit, ago = PERIODS[period]
        first = date_utils.start_of(fields.Date.context_today(self), unit)
        length = relativedelta(months=MONTHS[unit])
        first -= length * ago
        return first, first + length

    @api.model
    def _get_scope(self, team_id, period):
        if (period or DEFAULT_PERIOD) not in PERIODS:
            raise UserError(
                self.env._(
                    "There is no period “%(period)s”; choose one of: %(periods)s.",
                    period=period,
                    periods=", ".join(PERIODS),
                )
            )
        team = self.env["crm.team"].browse(team_id or ())
        if team and not team.exists():
            raise UserError(self.env._("This sales team does not exist any more."))
        if team:
            team.check_access("read")
        deals = Domain("type", "=", "opportunity")
        if team:
            deals &= Domain("team_id", "=", team.id)
        start, end = map(self._get_moment, self._get_days(period or DEFAULT_PERIOD))
        return Scope(team, start, end, deals)

    @api.model
    def _get_moment(self, day):
        """Return the beginning of a day of the user, naive and in UTC."""
        local = self.env.tz.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _within(self, scope, name):
        """Return the domain of the moments of a field that lie in the period of a scope."""
        return Domain(name, ">=", scope.start) & Domain(name, "<", scope.end)

    @api.model
    def _of_team(self, scope, name="team_id"):
        return Domain(name, "=", scope.team.id) if scope.team else Domain.TRUE

    # --- making tiles ------------------------------------------------------------------

    @api.model
    def _make_tile(self, section, title, value, **more):
        """Return a tile; see :meth:`get_overview` for its keys."""
        tile = {"level": False, "about": "", "lines": [], "action": False, **more}
        return {"section": section, "title": title, "value": value, **tile}

    @api.model
    def _make_line(self, name, value="", **more):
        """Return a line of a tile; see :meth:`get_overview` for its keys."""
        line = {"note": "", "level": False, "action": False, "acts": [], **more}
        return {"name": name, "value": value, **line}

    @api.model
    def _make_act(self, name, records, method, **kwargs):
        """Return what one click on a line does: a public method, called by whoever looks."""
        return {
            "name": name,
            "model": records._name,
            "ids": records.ids,
            "method": method,
            "kwargs": kwargs,
        }

    @api.model
    def _make_list(self, title, model, domain, **more):
        """Return the window action that opens the records of a domain as a list."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [self._make_plain(part) for part in domain],
            **more,
        }

    @api.model
    def _make_plain(self, part):
        """Return a part of a domain as a client gets it: days and moments are texts."""
        if not isinstance(part, tuple) or not isinstance(part[2], date):
            return part
        kind = fields.Datetime if isinstance(part[2], datetime) else fields.Date
        return (*part[:2], kind.to_string(part[2]))

    @api.model
    def _make_form(self, record):
        """Return the window action that opens one record."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    @api.model
    def _make_work(self, title, model, domain, describe, *, order=None, opens=None, **more):
        """Return a tile of records that wait for the user, or None where there is none.

        :param describe: takes the records that are shown, returns their lines
        :param opens: the domain of the list that the tile opens, where a client cannot be given
            the one that is searched by
        """
        query = self.env[model]._search(domain, order=order, limit=LINES)
        id_ = SQL.identifier(query.table, "id")
        rows = self.env.execute_query(query.select(id_, SQL("COUNT(*) OVER ()")))
        if not rows:
            return None
        return self._make_tile(
            TODAY,
            title,
            str(rows[0][1]),
            lines=Work(self.env[model].browse(id_ for id_, _count in rows), describe),
            action=self._make_list(title, model, opens or domain),
            **more,
        )

    @api.model
    def _describe_work(self, tiles):
        """Let tiles say their lines; what several of them show is read at once."""
        shown = {}
        for tile in tiles:
            if isinstance(tile["lines"], Work):
                records = tile["lines"].records
                shown[records._name] = shown.get(records._name, records) | records
        for tile in tiles:
            if isinstance(tile["lines"], Work):
                records, describe = tile["lines"]
                tile["lines"] = describe(records.with_prefetch(shown[records._name]._ids))

    @api.model
    def _count_by(self, model, domain, name, *parts):
        """Return ``{value: counts}`` of the records of a domain: per value of a field, how many
        there are of each of the parts, which are domains. One query."""
        Model = self.env[model]
        query = Model._search(domain)
        value = Model._field_to_sql(query.table, name, query)
        conditions = [
            part.optimize_full(Model)._to_sql(Model, query.table, query) for part in parts
        ]
        query.groupby = value
        counts = [SQL("COUNT(*) FILTER (WHERE %s)", condition) for condition in conditions]
        rows = self.env.execute_query(query.select(value, *counts))
        return {value: counts for value, *counts in rows if any(counts)}

    @api.model
    def _sum_deals(self, domain):
        """Return how many deals there are and what they are worth, in words of the currency of
        the current company."""
        [(count, amount)] = self.env["crm.lead"]._read_group(
            domain, [], ["__count", "expected_revenue:sum_currency"]
        )
        return count, self.env.company.currency_id.format(amount or 0)

    @api.model
    def _make_share(self, part, whole):
        """Return a share in percent as text; of nothing there is none."""
        return f"{round(100 * part / whole)} %" if whole else "–"

    @api.model
    def _say_few(self, count):
        """Return a word of caution where a share is made of few cases."""
        return self.env._("few cases") if 0 < count < FEW else ""
