from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL

LEVELS = ("danger", "warning", "info", "success", "neutral")
DANGER, WARNING, INFO, SUCCESS, NEUTRAL = LEVELS

# What a room reads for its badge: ``columns`` is ``{name: SQL}``, ``join`` is SQL that joins what
# the columns name to the table ``deal``.
BadgePart = namedtuple("BadgePart", "columns join")


class CrmDealBadge(models.AbstractModel):
    """What a card shows of a deal.

    What: a badge has a code and two small methods. ``_select_<code>`` takes deals and returns a
    :class:`BadgePart` over the table ``deal``, or None where nothing is to be read.
    ``_get_badge_<code>`` takes the deals and ``{deal id: dict of all columns}`` and returns
    ``{deal id: badge}``, each made by :meth:`_make`, of the deals that have one. To add a badge,
    write the two and add its code to :meth:`_get_codes`, while the room is on.

    How it works: the parts of all badges are joined to the deals in one statement, however many
    rooms and cards there are. Where no part is to be read there is no statement.
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
                badges.setdefault(lead_id, []).append({"code": code, **badge})
        for own in badges.values():
            own.sort(key=self._get_rank)
        return badges

    @api.model
    def _get_rank(self, badge):
        return not badge.get("first"), LEVELS.index(badge["level"])

    @api.model
    def _make(self, level, text, title, icon=False, **more):
        """Return a badge: how bad it is (danger, warning; not bad are info, success, neutral),
        what stands on it, and the same in words. ``more`` is ``first`` for what stands before all others, and
        ``explain``, a method of the deal that returns further sentences."""
        return {"level": level, "text": text, "title": title, "icon": icon, **more}

    def _read(self, codes, leads):
        """Return ``{lead id: dict of all columns}``, in one statement or none."""
        ids = [lead_id for lead_id in leads._ids if lead_id]
        parts = [getattr(self, f"_select_{code}")(leads) for code in codes] if ids else []
        parts = [part for part in parts if part]
        if not parts:
            return {}
        columns = [
            SQL("%s AS %s", column, SQL.identifier(name))
            for part in parts
            for name, column in part.columns.items()
        ]
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT deal.id AS deal_id, %s FROM crm_lead AS deal %s WHERE deal.id = ANY(%s)",
                SQL(", ").join(columns),
                SQL(" ").join(part.join for part in parts),
                ids,
            )
        )
        return {row["deal_id"]: row for row in rows}
