from collections import Counter, namedtuple
from operator import itemgetter

from odoo import api, models
from odoo.tools import SQL

LEVELS = ("danger", "warning", "info", "success", "neutral")
DANGER, WARNING, INFO, SUCCESS, NEUTRAL = LEVELS
RANKS = {level: rank for rank, level in enumerate(LEVELS)}
FIRST = -1

# What stands in the columns of other parts, by the types that a column may have.
NOTHING = {
    "bool": SQL("NULL::bool"),
    "date": SQL("NULL::date"),
    "float8": SQL("NULL::float8"),
    "int4": SQL("NULL::int4"),
    "int4[]": SQL("NULL::int4[]"),
    "timestamp": SQL("NULL::timestamp"),
    "varchar": SQL("NULL::varchar"),
}

# Rows that a room reads for its badge, of any number per deal: a name, columns of ``(type, SQL)``,
# the type one of ``NOTHING``, and SQL from ``FROM`` on, limited to the deals. ``lead_id`` is SQL of
# the deal of a row.
BadgePart = namedtuple("BadgePart", "name columns source lead_id", defaults=[SQL("lead_id")])


class CrmDealBadge(models.AbstractModel):
    """What a card shows of a deal.

    What: a badge has a code and two small methods. ``_select_<code>`` takes saved deals and returns
    a list of :class:`BadgePart`, empty where nothing is to be read. ``_get_badge_<code>`` takes the
    deals and ``{name of a part: list of (deal id, *columns)}`` and returns ``{deal id: badge}``,
    each made by :meth:`_make`, of the deals that have one. To add a badge, write the two and add
    its code to :meth:`_get_codes`, while the room is on.

    How it works: the parts of all badges are read in one statement, however many rooms and cards
    there are: one after the other, since a join of as many tables takes longer to plan than to run.
    Where there is no part there is no statement.
    """

    _name = "crm.deal.badge"
    _description = "Badge of a Deal"

    @api.model
    def _get_codes(self):
        """Return the codes of all badges of the rooms that are on."""
        return []

    @api.model
    def _get_badges(self, leads):
        """Return ``{lead id: list of badges}``, that of the tier first, then the worst."""
        codes = self._get_codes()
        rows = self._read(codes, leads) if codes else {}
        badges = {}
        for code in codes:
            for lead_id, badge in getattr(self, f"_get_badge_{code}")(leads, rows).items():
                badges.setdefault(lead_id, []).append(badge)
        for own in badges.values():
            own.sort(key=_get_rank)
        return badges

    @api.model
    def _make_alike(self, keys, make):
        """Return ``{deal id: badge}``; deals that are alike share theirs, for words take longer
        than reading.

        :param dict keys: ``{deal id: tuple of what the badge is made of}``
        :param make: takes these values and returns the badge
        """
        alike = {key: make(*key) for key in set(keys.values())}
        return {lead_id: alike[key] for lead_id, key in keys.items()}

    @api.model
    def _make(self, code, level, text, title, icon=False, **more):
        """Return a badge: how bad it is (danger, warning; not bad are info, success, neutral),
        what stands on it, and the same in words. ``more`` is ``first`` for what stands before all
        others, and ``explain``, a method of the deal that returns further sentences."""
        return {
            "code": code,
            "level": level,
            "text": text,
            "title": title,
            "icon": icon,
            **more,
        }

    def _read(self, codes, leads):
        """Return ``{name of a part: list of (deal id, *columns)}``, in one statement or none."""
        saved = leads.browse(lead_id for lead_id in leads._ids if lead_id)
        parts = [part for code in codes for part in getattr(self, f"_select_{code}")(saved)]
        if not saved or not parts:
            return {}
        slots = _Slots(parts)
        rows = {part.name: [] for part in parts}
        readers = [(rows[part.name].append, slots.get_reader(part)) for part in parts]
        selects = [slots.select(number, part) for number, part in enumerate(parts)]
        for number, *row in self.env.execute_query(SQL(" UNION ALL ").join(selects)):
            append, read = readers[number]
            append(read(row))
        return rows


class _Slots:
    """Columns that parts of one statement share: as many of a type as the part with most of them
    has."""

    def __init__(self, parts):
        counts = Counter()
        for part in parts:
            counts |= Counter(kind for kind, _column in part.columns)
        self.kinds = sorted(counts.elements())

    def _get_places(self, part):
        """Return the places of the columns of a part."""
        free = {kind: self.kinds.index(kind) for kind in self.kinds}
        places = []
        for kind, _column in part.columns:
            places.append(free[kind])
            free[kind] += 1
        return places

    def get_reader(self, part):
        """Return what takes a row and returns ``(deal id, *columns)`` of this part."""
        return itemgetter(0, *(1 + place for place in self._get_places(part)))

    def select(self, number, part):
        """Return the statement of this part."""
        columns = [NOTHING[kind] for kind in self.kinds]
        for place, (_kind, column) in zip(self._get_places(part), part.columns, strict=True):
            columns[place] = column
        return SQL(
            "(SELECT %s, %s, %s %s)", number, part.lead_id, SQL(", ").join(columns), part.source
        )


def _get_rank(badge):
    return FIRST if "first" in badge else RANKS[badge["level"]]
