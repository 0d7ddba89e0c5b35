from odoo import api, fields, models

from ....tools.arguments import checked, choice, count, text
from ..constants import ATTITUDES, UNKNOWN

DEFAULT_INFLUENCE = 3
# Context key of a judgement that is meant as one even where it changes nothing. Its value is
# an object, which no client can send.
JUDGING = object()


class CrmStakeholder(models.Model):
    """How a person is judged. A judgement is dated and signed by the system; each is kept."""

    _inherit = "crm.stakeholder"

    influence = fields.Integer(default=DEFAULT_INFLUENCE, required=True, aggregator="avg")
    attitude = fields.Selection(ATTITUDES, default=UNKNOWN, required=True)
    attitude_date = fields.Datetime("Judged On", readonly=True, copy=False)
    attitude_user_id = fields.Many2one(
        "res.users", "Judged By", readonly=True, copy=False, ondelete="set null"
    )
    is_attitude_old = fields.Boolean(
        "Judgement Taken Over",
        readonly=True,
        copy=False,
        help="The attitude comes from an earlier deal and was not confirmed on this one.",
    )
    judgement_ids = fields.One2many("crm.stakeholder.judgement", "stakeholder_id", readonly=True)

    _influence_range = models.Constraint(
        "CHECK(influence BETWEEN 1 AND 5)", "Influence goes from 1 to 5."
    )

    @checked(attitude=choice("crm.stakeholder", "attitude"), influence=count(1, 5), note=text)
    def action_judge(self, attitude=None, influence=None, note=None):
        """Judge these people anew; without values, confirm what was said of them.

        :param str attitude: a key of the field, or None to leave it
        :param int influence: 1 to 5, or None to leave it
        :param str note: why
        :return: True
        """
        given = {"attitude": attitude, "influence": influence}
        people = self.with_context(stakeholder_judging=JUDGING, stakeholder_note=note)
        return people.write({name: value for name, value in given.items() if value is not None})

    @checked(attitude=choice("crm.stakeholder", "attitude"), influence=count(1, 5))
    def action_restore_old_judgement(self, attitude=None, influence=None):
        """Undo the judgement of people whose attitude came from an earlier deal: what was said
        then stands again, and is in doubt again.

        :param str attitude: as for :meth:`action_judge`
        :param int influence: as for :meth:`action_judge`
        :return: True
        """
        self.action_judge(attitude, influence)
        # sudo: who may judge may also say that nobody confirmed the judgement on this deal
        return self.sudo().write({"is_attitude_old": True})

    @api.model
    def _prepare_stamp(self):
        return {
            "attitude_date": fields.Datetime.now(),
            "attitude_user_id": self.env.uid,
            "is_attitude_old": False,
        }

    @api.model
    def _stamp_judgement(self, vals):
        """Return the values of a new person, signed where they say more than nothing."""
        given = {**self.default_get(["attitude", "influence"]), **vals}
        is_judged = given["attitude"] != UNKNOWN or given["influence"] != DEFAULT_INFLUENCE
        return {**self._prepare_stamp(), **vals} if is_judged else vals

    def _filter_judged(self, vals):
        """Return the people whom these values judge anew."""
        if self.env.context.get("stakeholder_judging") is JUDGING:
            return self
        given = {name: vals[name] for name in ("attitude", "influence") if name in vals}
        return self.filtered(
            lambda person: (
                given
                and (person.is_attitude_old or any(person[name] != given[name] for name in given))
            )
        )

    def _log_judgement(self):
        is_judging = self.env.context.get("stakeholder_judging") is JUDGING
        note = is_judging and self.env.context.get("stakeholder_note")
        # sudo: judgements are written by the system alone
        self.env["crm.stakeholder.judgement"].sudo().create(
            [
                {
                    "stakeholder_id": person.id,
                    "attitude": person.attitude,
                    "influence": person.influence,
                    "user_id": person.attitude_user_id.id,
                    "date": person.attitude_date,
                    "note": note,
                }
                for person in self
            ]
        )
        self.invalidate_recordset(["judgement_ids"], flush=False)  # the newest comes first
