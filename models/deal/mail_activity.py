from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ...tools import kept_fields
from ...tools.openable import filter_openable

KEPT_FIELDS = ("playbook_topic", "playbook_about")


class MailActivity(models.Model):
    """What rooms plan for people by themselves: told once, and taken back when it is not true
    any more.

    An activity that a room may take back carries a topic. It is found by that and by its
    record, whatever it says and in whatever language; no client reads or writes it.
    """

    _inherit = "mail.activity"

    playbook_topic = fields.Char(copy=False, groups=NO_ACCESS, index="btree_not_null")
    playbook_about = fields.Json(
        copy=False,
        groups=NO_ACCESS,
        help="Identifiers of several records of one model that a single activity is about.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        activities = kept_fields.without_defaults(self, KEPT_FIELDS)
        return super(MailActivity, activities).create(vals_list).with_env(self.env)

    @api.model
    def _plan_once(self, user, vals_list, subject):
        """Plan activities for one person. Of a single one they hear as always; of several that
        come at once by one message, which leads to their records.

        :param user: for whom all of them are
        :param vals_list: values of activities on records of one model, in the language of the
            user, with ``res_id`` and ``summary``
        :param subject: of the message
        :return: the activities, elevated
        """
        is_many = len(vals_list) > 1
        # sudo: what a room tells somebody else about a record that the caller need not read
        activities = self.sudo().with_context(mail_activity_quick_update=is_many)
        activities = activities.create([{**vals, "user_id": user.id} for vals in vals_list])
        if is_many and user != self.env.user:
            activities._notify_of_many(user, subject)
        return activities.with_context(mail_activity_quick_update=False)

    def _notify_of_many(self, user, subject):
        """Tell about these activities, whose records are of one model, by one message."""
        records = self.env[self[0].res_model].browse(self.mapped("res_id"))
        lines = [
            Markup("<li>%s: %s</li>") % (record._get_html_link(), activity.summary)
            for activity, record in zip(self, records, strict=True)
        ]
        user._notify_colleagues(subject, Markup("<ul>%s</ul>") % Markup().join(lines))

    @api.model
    def _take_back(self, topic, records):
        """Remove what is planned about a topic on these records and not done yet.

        :return: ``{activity: records}``: those that tell of other records as well, which the
            caller says anew, elevated
        """
        if not records:
            return {}
        # sudo: what is not true any more, for whomever it was planned
        activities = self.sudo().search(
            [("playbook_topic", "=", topic), ("res_model", "=", records._name)]
        )
        over, rest = activities.browse(), {}
        for activity in activities:
            told = records.browse(activity.playbook_about or [activity.res_id])
            if not told & records:
                continue
            # Whoever it was given to since hears of what they may open.
            left = filter_openable((told - records).sudo().exists(), activity.user_id)
            if left:
                rest[activity] = left
            else:
                over |= activity
        over.unlink()
        return rest
