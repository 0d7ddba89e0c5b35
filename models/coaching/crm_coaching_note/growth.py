from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ....tools.arguments import an_id, checked, count
from ..constants import BY_COACH, DONE, DRAFT, DROPPED, KINDS, PLANNED, TEXT_FIELDS

DEFAULT_MONTHS, MIN_MONTHS = 12, 6
RATERS = ("coach", "own")
MOST_MISSED = 8


class CrmCoachingNote(models.Model):
    """How skills grow. Nothing here is elevated: whoever asks sees the growth that the notes
    tell which they may read."""

    _inherit = "crm.coaching.note"

    @api.model
    @api.readonly
    @checked(coachee_id=an_id, months=count(0, 1200))
    def get_growth(self, coachee_id=None, months=DEFAULT_MONTHS):
        """Say how the skills of somebody grew, as far as the current user may read it.

        :param int coachee_id: id of a user; by default the current one when they were coached,
            else the first whose notes they may read
        :param int months: how many months to look back, this one included
        :return: dict with ``people`` (of whom there is something), ``coachee_id``, ``months``
            (labels), ``skills`` (each with ``coach`` and ``own``: an average per month, None
            where there is none), ``missed`` (what is missed, most often first, with kinds) and
            ``actions`` (how many were kept in time, done late, are open and were dropped)
        """
        people = self._get_coachees()
        ids = [person["id"] for person in people]
        if coachee_id not in ids:
            coachee_id = self.env.uid if self.env.uid in ids else next(iter(ids), False)
        starts = self._get_month_starts(months)
        since = starts[0]
        domain = Domain("coachee_id", "=", coachee_id) & Domain("date", ">=", since)
        skills, starts = _trim(self._get_skill_lines(domain, starts), starts)
        return {
            "people": people,
            "coachee_id": coachee_id,
            "months": [format_date(self.env, start, date_format="MMM yy") for start in starts],
            "skills": skills,
            "missed": self._get_missed(domain & Domain("state", "!=", DRAFT)),
            "actions": self._get_kept_actions(coachee_id, since),
        }

    @api.model
    def _get_coachees(self):
        groups = self._read_group([("state", "!=", DRAFT)], ["coachee_id"])
        # sudo: names of people whose notes the current user reads
        people = [(user.id, user.sudo().name) for [user] in groups]
        return [{"id": user_id, "name": name} for user_id, name in sorted(people, key=_by_name)]

    @api.model
    def _get_month_starts(self, months):
        count = min(max(int(months or 0), 1), 60)
        this_month = fields.Date.context_today(self).replace(day=1)
        return [this_month - relativedelta(months=back) for back in range(count - 1, -1, -1)]

    @api.model
    def _get_skill_lines(self, domain, starts):
        """Return one line per skill with what its coach and its owner thought per month."""
        domain &= Domain("level", ">", 0) & Domain("note_id.state", "!=", DRAFT)
        groups = self.env["crm.coaching.rating"]._read_group(
            domain, ["skill_id", "rated_by", "date:month"], ["level:avg"]
        )
        places = {start: place for place, start in enumerate(starts)}
        lines = {}
        for skill, rated_by, month, level in groups:
            line = lines.setdefault(skill, self._prepare_line(skill, len(starts)))
            key = "coach" if rated_by == BY_COACH else "own"
            if month in places:
                line[key][places[month]] = round(level, 2)
        return [lines[skill] for skill in sorted(lines, key=_by_group)]

    @api.model
    def _prepare_line(self, skill, count):
        return {
            "id": skill.id,
            "name": skill.name,
            "group": skill.group_id.name or "",
            "level_texts": skill.level_texts,
            "coach": [None] * count,
            "own": [None] * count,
        }

    @api.model
    def _get_missed(self, domain):
        """Return how often what was missed, tags first, then what has a text but no tag."""
        tags = self._read_group(domain, ["gap_ids"], ["__count"])
        found = [{"kind": gap.kind, "name": gap.name, "count": count} for gap, count in tags if gap]
        for kind, label in KINDS:
            text = Domain(TEXT_FIELDS[kind], "!=", False)
            count = self.search_count(domain & text & ~Domain("gap_ids.kind", "=", kind))
            if count:
                label = self._get_kind_label(kind, label)
                found.append({"kind": kind, "name": label, "count": count})
        return sorted(found, key=lambda line: -line["count"])[:MOST_MISSED]

    @api.model
    def _get_kind_label(self, kind, default):
        selection = self.env["crm.coaching.gap"]._fields["kind"]._description_selection(self.env)
        return dict(selection).get(kind, default)

    @api.model
    def _get_kept_actions(self, coachee_id, since):
        domain = [("coachee_id", "=", coachee_id), ("date_deadline", ">=", since)]
        actions = self.env["crm.coaching.action"].search(domain)
        done = actions.filtered(lambda action: action.state == DONE)
        kept = done.filtered(lambda action: action.date_done <= action.date_deadline)
        return {
            "kept": len(kept),
            "late": len(done - kept),
            "open": len(actions.filtered(lambda action: action.state == PLANNED)),
            "dropped": len(actions.filtered(lambda action: action.state == DROPPED)),
        }


def _trim(lines, starts):
    """Leave out the first months in which nothing was rated, but for the last few."""
    empty = 0
    longest = max(len(starts) - MIN_MONTHS, 0)
    while empty < longest and not any(line[by][empty] for line in lines for by in RATERS):
        empty += 1
    lines = [{**line, **{by: line[by][empty:] for by in RATERS}} for line in lines]
    return lines, starts[empty:]


def _by_name(person):
    return (person[1] or "").casefold(), person[0]


def _by_group(skill):
    return skill.group_id.sequence, skill.group_id.id or 0, skill.sequence, skill.id
