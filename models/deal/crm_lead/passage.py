from contextlib import nullcontext

from odoo import api, models
from odoo.exceptions import UserError

from ....exceptions import RefusedChange
from ....tools import kept_fields
from .steps import STATUS_FIELDS, Passage

# A change of these may take a lead to another team, and with it to another stage.
TEAM_FIELDS = frozenset(("team_id", "user_id"))


class CrmLead(models.Model):
    """The one way through which a lead changes.

    How it works: the rooms that are concerned remember, refuse, and follow, in the order of
    ``steps.ROOMS``. Where one of them wants to judge by what is being written, the write is split:
    all values but the status are written first, so that evidence given in the same write counts,
    then every judge is asked, only then the status is written. Raising after the write would not
    do: core's mail links swallow the exception and commit.
    """

    _inherit = "crm.lead"

    def write(self, vals):
        self._refuse_kept([vals])
        concerned = self._get_rooms_concerned(frozenset(vals))
        if not concerned:
            return super().write(vals)
        if "won_status" in vals and self._is_judged():
            return self._write_said_status(vals)
        passage = Passage(self, vals)
        try:
            judges = self._ask_rooms(passage, concerned)
            if judges:
                result = self._write_apart(passage, judges, super().write)
            else:
                result = super().write(vals)
        except RefusedChange as error:
            error.note_write(self, passage.vals)
            raise
        self._follow(passage, concerned)
        return result

    def _follow(self, passage, concerned):
        for room, follow in self._get_steps("follow"):
            if room in concerned:
                follow(passage)

    def _follow_beside(self, names):
        """Let the rooms follow what changed beside these leads: in records of which fields of
        the leads tell.

        :param names: of these fields
        """
        passage = Passage(self, dict.fromkeys(names))
        concerned = self._get_rooms_concerned(passage.names)
        passage.memory = dict.fromkeys(concerned)
        self._follow(passage, concerned)

    def _ask_rooms(self, passage, concerned):
        """Let the rooms remember, and refuse what they can refuse now.

        :return: list of functions that refuse once everything but the status is written
        """
        for room, remember in self._get_steps("remember"):
            if room in concerned:
                passage.memory[room] = remember(passage)
        steps = [refuse for room, refuse in self._get_steps("refuse") if room in concerned]
        return [judge for refuse in steps if (judge := refuse(passage))]

    def _judge(self, changes):
        """Refuse these changes by the values that are stored.

        :param dict changes: ``{lead: Change}``
        """
        if changes:
            passage = Passage(self, {})
            passage.changes = changes
            for judge in self._ask_rooms(passage, self._get_rooms_concerned(None)):
                judge()

    def _write_apart(self, passage, judges, write):
        """Write the status last, once everything else is written and nobody refuses. Of a
        write that is refused nothing stays, whoever swallows the refusal."""
        rest, stage = passage.rest, self._fields["stage_id"]
        status = {n: value for n, value in passage.vals.items() if n in STATUS_FIELDS}
        with self.env.cr.savepoint() if rest else nullcontext():
            if rest:
                with self.env.protecting([stage], self):
                    write(rest)
            for judge in judges:
                judge()
        if status:
            write(status)
        if "stage_id" not in status and not TEAM_FIELDS.isdisjoint(rest):
            self.env.add_to_compute(stage, self)  # which was held up above
        return True

    # --- what follows from other fields alone ------------------------------------------

    @api.model
    def _refuse_kept(self, vals_list):
        """Refuse values of fields that rooms keep: a gate may ask for them."""
        if label := kept_fields.get_refused(self, self._get_kept_fields(), vals_list):
            raise UserError(self.env._("“%s” of a deal cannot be set by hand.", label))

    def _write_said_status(self, vals):
        """Won and lost follow from other fields, and from those alone."""
        rest = {name: value for name, value in vals.items() if name != "won_status"}
        with self.env.cr.savepoint():
            result = self.write(rest)
            self._check_said_status([vals["won_status"]] * len(self))
        return result

    def _check_said_status(self, said):
        """Refuse a status that does not follow from stage, probability and archiving."""
        # sudo: to compare what was given with what is stored tells nothing
        for lead, status in zip(self.sudo(), said, strict=True):
            if status and status != lead.won_status:
                raise RefusedChange(
                    self.env._(
                        "“%(deal)s”: whether a deal is won or lost follows from its stage. Move "
                        "it to a won stage, or mark it as lost.",
                        deal=lead.name,
                    )
                )

    def action_set_won(self):
        archived = self.filtered(lambda lead: not lead.active)
        if not archived or not self._is_judged():
            return super().action_set_won()
        # Core restores lost deals first. Refused, they stay lost, whoever swallows the refusal.
        with self.env.cr.savepoint():
            return super().action_set_won()
