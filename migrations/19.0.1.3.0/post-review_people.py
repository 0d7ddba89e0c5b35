"""Reviews go by the place and the people of their team.

The hour of a schedule was that of its calendar and is that of the leader; archived teams get no
reviews any more; what the system made without a leader is led by nobody until a member starts it;
open reviews that were named after the day of another place get the name of their own.
"""

from datetime import timedelta

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.crm_playbook.models.review.constants import LATER


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False, "review_telling": LATER})
    for plan in env["crm.deal.review.plan"].search([("date_next", "!=", False)]):
        if plan.team_id.active:
            plan._move_to_hour()
        else:
            plan.date_next = False
    without_system(env)
    for review in env["crm.deal.review"].search([("state", "in", ("draft", "prepared"))]):
        rename(review)


def without_system(env):
    """The system user leads no review and takes part in none."""
    system = env["res.users"].browse(SUPERUSER_ID)
    reviews = env["crm.deal.review"]
    reviews.search([("user_id", "=", system.id)]).user_id = False
    reviews.search([("participant_ids", "in", system.ids)]).write(
        {"participant_ids": [Command.unlink(system.id)]}
    )


def rename(review):
    """Give a review that nobody gave a name of their own the day of its people."""
    for lang, _name in review.env["res.lang"].get_installed():
        named = review.with_context(lang=lang)
        near = (review.date.date() + timedelta(days=away) for away in (-1, 0, 1))
        days = [format_date(named.env, day, date_format="d MMM y") for day in near]
        if review.name in [f"{review.team_id.name} · {day}" for day in days]:
            named.made_name = named.name = named._make_name()
            return
