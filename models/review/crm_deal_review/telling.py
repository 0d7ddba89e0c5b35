import logging
from collections import namedtuple
from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import format_date, format_time

from ....tools import days, rooms
from ....tools.jobs import work_apart
from ....tools.openable import filter_openable, works_here
from ....tools.senders import get_company_sender
from ..constants import AHEAD, CANCELLED, DONE, DRAFT, LATER, PREPARED, ROOM, RUNNING

_logger = logging.getLogger(__name__)

TOLD_FIELDS = frozenset(("date", "participant_ids", "team_id", "user_id"))
INVITED, MOVED, OFF, OUT, NOT_HELD = "invited", "moved", "off", "out", "not_held"

# What is new for somebody: the kind of it, and the review.
News = namedtuple("News", "kind review")


class CrmDealReview(models.Model):
    """Whoever takes part in a review that is prepared is told once when it takes place, in their
    language and time zone; and again when it is moved, called off, or they need not come. What is
    new of several reviews is one message.

    No event is put in calendars: a team that meets every week has the meeting there, a day ahead
    is no notice for it, and a second date could be moved, or declined, beside that of the review.
    """

    _inherit = "crm.deal.review"

    notice_ids = fields.One2many("crm.deal.review.notice", "review_id", groups=NO_ACCESS)

    def write(self, vals):
        result = super().write(vals)
        if TOLD_FIELDS & vals.keys():
            self.filtered(lambda review: review.state == PREPARED)._notify_people()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._notify_people(is_deleted=True)
        return super().unlink()

    def _notify_people(self, is_deleted=False):
        """Tell whoever takes part what is new of these reviews, but not who changes them."""
        is_later = self.env.context.get("review_telling") is LATER
        if is_later or not rooms.is_on(self.env, ROOM):
            return
        groups = {}
        # sudo: who takes part and what they were told, whoever changes the review
        for user, news in self.sudo()._collect_news(is_deleted).items():
            zone = days.get_zone(user, *(each.review.team_id.user_id for each in news))
            key = (user.lang, zone.zone, user.company_id, tuple(news))
            groups[key] = groups.get(key, user.browse()) | user
        for (lang, zone, _company, news), users in groups.items():
            reviews = self.sudo().with_context(lang=lang, tz=zone)  # sudo: as above
            # A mail that fails keeps nobody from preparing; the scheduled action tries again.
            for user, error in work_apart(users, partial(reviews._notify_news, news=news)):
                _logger.warning("User %s was not told of a review", user.id, exc_info=error)

    def _collect_news(self, is_deleted):
        """Return ``{user: list of News}``; news without a kind are not said."""
        news = {}
        for review in self.filtered(lambda review: review.state not in (DRAFT, RUNNING, DONE)):
            is_off = is_deleted or review.state == CANCELLED
            if not is_off and review._is_long_past(review.date):
                continue
            told = {notice.user_id: notice.date for notice in review.notice_ids}
            for user in () if is_off else review._get_people(told):
                kind = MOVED if user in told else INVITED
                if told.pop(user, False) != review.date:
                    news.setdefault(user, []).append(News(kind, review))
            for user, date in told.items():
                kind = review._get_farewell(user, date, is_off, is_deleted)
                news.setdefault(user, []).append(News(kind, review))
        return news

    def _get_people(self, told):
        """Return who takes part: those who were told of this date, and who may open the review."""
        people = (self.participant_ids | self.user_id).filtered(works_here)
        return people.filtered(
            lambda user: told.get(user) == self.date or filter_openable(self, user)
        )

    def _get_farewell(self, user, date, is_off, is_deleted):
        """Return what is said to somebody who was told of a date and need not come, or None."""
        if not works_here(user):
            return None
        if not self._is_long_past(date):
            return OFF if is_off else OUT
        if not is_off or is_deleted:
            return None
        # Of a meeting that nobody held and nobody called off, its leaders hear.
        leaders = (self.user_id | self.team_id.user_id).filtered(works_here)
        return NOT_HELD if user in (leaders or self.team_id.member_ids) else None

    @api.model
    def _is_long_past(self, date):
        return date < fields.Datetime.now() - AHEAD

    # --- words -------------------------------------------------------------------------

    def _notify_news(self, users, news):
        """Tell users of one language, time zone and company what is new, and note it."""
        said = [each for each in news if each.kind]
        others = users - self.env.user
        if said and others:
            lines = [self._say_news(*each) for each in said]
            body = Markup("<ul>%s</ul>") % Markup().join(lines)
            others._notify_colleagues(self._get_news_subject(said), body, self._get_sender(others))
        for user in users:
            self._note_news(user, news)

    @api.model
    def _get_sender(self, users):
        """Return the author: whoever changes the review, else the company of the readers."""
        if works_here(self.env.user):
            return {"author_id": self.env.user.partner_id.id}
        return get_company_sender(users[0])

    @api.model
    def _note_news(self, user, news):
        for kind, review in news:
            notice = review.notice_ids.filtered(lambda notice: notice.user_id == user)
            if kind == INVITED:
                values = {"review_id": review.id, "user_id": user.id, "date": review.date}
                self.env["crm.deal.review.notice"].create(values)
            elif kind == MOVED:
                notice.date = review.date
            else:
                notice.unlink()

    @api.model
    def _get_news_subject(self, news):
        if len(news) > 1:
            return self.env._("News of %s deal reviews", len(news))
        [(kind, review)] = news
        subjects = {
            INVITED: self.env._("Invitation: %s", review.name),
            MOVED: self.env._("Moved: %s", review.name),
            OFF: self.env._("Called off: %s", review.name),
            OUT: self.env._("Without you: %s", review.name),
            NOT_HELD: self.env._("Not held: %s", review.name),
        }
        return subjects[kind]

    @api.model
    def _say_news(self, kind, review):
        """Return the line of a message about a review, in the language and time zone of the
        environment."""
        when = self._say_when(review.date)
        sentences = {
            INVITED: self.env._("prepared for %s.", when),
            MOVED: self.env._("moved to %s.", when),
            OFF: self.env._("called off (%s).", when),
            OUT: self.env._("you need not come (%s).", when),
            NOT_HELD: self.env._(
                "nobody started it (%s), so it is called off. Its deals are looked at anew.", when
            ),
        }
        text = sentences[kind]
        if kind in (INVITED, MOVED):
            text = " ".join((text, *self._say_how(review)))
        name = Markup("<strong>%s</strong>") % review.name
        if kind not in (OFF, OUT):
            name = Markup('<a href="%s">%s</a>') % (review._get_url(), review.name)
        return Markup("<li>%s: %s</li>") % (name, text)

    @api.model
    def _say_how(self, review):
        if review.date < fields.Datetime.now():
            yield self.env._("Its time has passed; start it when you meet.")
        if leader := review.user_id.filtered(works_here):
            yield self.env._("%s leads it.", leader.name)
        else:
            yield self.env._("Nobody leads it yet: the member of the team who starts it does.")

    @api.model
    def _say_when(self, date):
        """Return a moment with its weekday and the time zone of the environment."""
        zone = self.env.context.get("tz") or "UTC"
        day = fields.Datetime.context_timestamp(self, date).date()
        text = format_date(self.env, day, date_format="full")
        return f"{text}, {format_time(self.env, date, tz=zone, time_format='short')} ({zone})"
