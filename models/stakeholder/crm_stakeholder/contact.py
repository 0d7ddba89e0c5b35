from odoo import api, fields, models
from odoo.tools import ormcache

from ....tools import rooms
from ....tools.jobs import switch, wake
from ..constants import CRON, ROOM
from ..people.contact_query import COUNTS, LAST, Scope, make_update

# What the statement reads, to be in the database before it runs.
READ_FIELDS = {
    "crm.stakeholder": ["lead_id", "partner_id", *LAST, *COUNTS],
    "crm.lead": ["partner_id"],
    "res.partner": ["commercial_partner_id"],
    "mail.message": [
        "model",
        "res_id",
        "date",
        "message_type",
        "subtype_id",
        "is_internal",
        "author_id",
        "partner_ids",
        "mail_activity_type_id",
    ],
    "mail.notification": ["mail_message_id", "res_partner_id"],
    "calendar.event": ["active", "start", "stop", "opportunity_id", "partner_ids"],
    "calendar.attendee": ["event_id", "partner_id", "state"],
}


class CrmStakeholder(models.Model):
    """Facts of contact, gathered by one statement for any number of people.

    They are brought up to date when a message is posted, a meeting is saved or a call is
    logged, and by the nightly pass for what time changes.
    """

    _inherit = "crm.stakeholder"

    @api.model_create_multi
    def create(self, vals_list):
        is_first = not self._is_anybody_known()
        people = super().create(vals_list)
        if is_first:
            self._start_use()
        # sudo: facts of contact are written by the system
        people.sudo()._refresh_contact(people.sudo().lead_id.ids)
        return people

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals or "lead_id" in vals:
            # sudo: facts of contact are written by the system
            people = self.sudo()
            people.filtered("is_placeholder").write(self._get_no_contact())
            people._refresh_contact(people.lead_id.ids)
        return result

    @api.model
    def _get_no_contact(self):
        """Return the facts about somebody with whom there never was contact."""
        return {**dict.fromkeys(LAST, False), **dict.fromkeys(COUNTS, 0)}

    @api.model
    def _is_used(self):
        """Tell whether maps are kept up to date: the room is on and some deal has people. Until
        then nothing here asks the database."""
        return rooms.is_on(self.env, ROOM) and self._is_anybody_known()

    @api.model
    @ormcache(cache="stable")
    def _is_anybody_known(self):
        """Tell whether any deal has people, who are kept while the room is off."""
        # sudo: whether there is anybody at all, whoever asks
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _start_use(self):
        """Begin to follow messages and meetings, with the first person on any deal."""
        self.env.registry.clear_cache("stable")
        if rooms.is_on(self.env, ROOM):
            wake(self.env, CRON)  # the nightly pass

    @api.model
    def _follow_switch(self, is_on):
        """Keep maps up to date again, beginning with a pass over all of them, or not any more.
        Nothing that was written is taken back."""
        if not is_on:
            switch(self.env, CRON, False)
        elif self._is_anybody_known():
            self.env["crm.stakeholder.map"]._add_missing_maps()
            wake(self.env, CRON, now=True)

    @api.model
    def _refresh_contact(self, lead_ids):
        """Gather the facts of contact with the people of these deals anew.

        :return: ids of the deals for which a fact changed
        """
        if not lead_ids:
            return []
        rows = self._update_contact(Scope(lead_ids=lead_ids))
        return sorted({lead_id for _id, lead_id, _moved in rows})

    @api.model
    def _follow_contact(self, leads):
        """Gather the facts of contact of these deals anew and assess their maps, where there
        was contact."""
        if not self._is_used():
            return
        # sudo: facts and maps are written by the system, whoever wrote the message
        leads = leads.sudo()
        changed = self.sudo()._refresh_contact(leads.ids)
        if changed:
            # sudo: as above
            self.env["crm.stakeholder.map"].sudo()._assess(leads.browse(changed))

    @api.model
    def _update_contact(self, scope):
        """Bring the facts in a scope up to date; return what :func:`make_update` says."""
        self._flush_read_fields()
        rows = self.env.execute_query(make_update(scope, fields.Datetime.now()))
        self._forget_contact(row[0] for row in rows)
        return rows

    @api.model
    def _flush_read_fields(self):
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)

    @api.model
    def _forget_contact(self, stakeholder_ids):
        """Forget what the cache holds about the contact with these people."""
        self.browse(stakeholder_ids).invalidate_recordset(
            [*LAST, *COUNTS, "last_contact", "is_engaged", "recency"], flush=False
        )
