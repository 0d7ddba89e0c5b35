from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools import rooms
from ...tools.arguments import checked, text
from ..deal.setup import AGENCY, INDUSTRIES, MACHINES, SOFTWARE, Step

MANAGERS = "sales_team.group_sale_manager"
ADMINISTRATORS = "base.group_system"


class CrmPlaybookSetup(models.AbstractModel):
    """What there is to do until the first deal shows what the rooms say, step by step.

    What: a step has a code, which its room adds in :meth:`_get_kinds`, and a method
    ``_get_step_<code>`` that returns what :meth:`_make_step` makes. That it is done is a fact and
    no box that somebody ticks. A step of which there are examples has a method
    ``_make_example_<code>`` too: it takes one of ``INDUSTRIES``, makes drafts that do nothing, and
    returns them; ``_is_draft_<model>`` tells whether a record is one still.

    Everything is done with the rights of whoever sets up.
    """

    _name = "crm.playbook.setup"
    _description = "Set-Up of the Playbook"

    @api.model
    def _get_kinds(self):
        """Return ``{code: Step}`` of all steps."""
        return {"teams": Step(None, "crm.team", 10)}

    # --- what there is to do -----------------------------------------------------------

    @api.model
    @api.readonly
    def get_setup(self):
        """Say what there is to set up, for sales managers.

        :return: dict of ``steps``, in their order: dicts of ``code``, ``title``, ``brings``,
            ``minutes`` (about how long it takes), ``is_done``, ``fact`` (what was found, as text),
            ``action`` (window action where it is done), ``room``, ``room_name``, ``is_on``,
            ``has_example`` and ``drafts`` (how many examples are not in use); ``industries`` (dicts
            of ``code`` and ``name``) and ``may_switch``, whether the user may switch rooms on
        :raise AccessError: for whoever is not a sales manager
        """
        self._check_may_set_up()
        drafts = self.env["crm.playbook.example"]._get_own()._get_drafts()
        steps = []
        for code, kind in self._get_sorted_kinds():
            if not self.env[kind.model].has_access("read"):
                continue
            count = len(drafts.get(code, ()))
            steps.append({**self._get_step(code, kind), "drafts": count})
        return {
            "steps": steps,
            "industries": self._get_industries(),
            "may_switch": self.env.user.has_group(ADMINISTRATORS),
        }

    @api.model
    def _get_step(self, code, kind):
        step = getattr(self, f"_get_step_{code}")()
        is_on = not kind.room or rooms.is_on(self.env, kind.room)
        return {
            **step,
            "code": code,
            "is_done": is_on and step["is_done"],
            "room": kind.room or False,
            "room_name": kind.room and self._get_room_name(kind.room) or "",
            "is_on": is_on,
            "has_example": hasattr(self, f"_make_example_{code}"),
        }

    @api.model
    def _make_step(self, title, brings, minutes, action, *, is_done, fact=""):
        """Return a step; see :meth:`get_setup` for its keys."""
        return {
            "title": title,
            "brings": brings,
            "minutes": minutes,
            "action": action,
            "is_done": bool(is_done),
            "fact": fact,
        }

    @api.model
    def _make_list(self, title, model, domain=(), **more):
        """Return the window action that opens records of a model, and makes the first ones."""
        return self.env["crm.playbook.overview"]._make_list(title, model, domain, **more)

    @api.model
    def _get_company(self):
        """Return the company that examples are made for: none where there is only one."""
        # sudo: whether there are several companies at all
        several = self.env["res.company"].sudo().search_count([], limit=2) > 1
        return self.env.company if several else self.env["res.company"]

    @api.model
    def _get_sorted_kinds(self):
        return sorted(self._get_kinds().items(), key=lambda item: item[1].sequence)

    @api.model
    def _get_room_name(self, room):
        return self.env["res.config.settings"]._get_room_labels({room})[0]

    @api.model
    def _get_industries(self):
        names = {
            MACHINES: self.env._("B2B Machine Builder"),
            SOFTWARE: self.env._("B2B Software (SaaS)"),
            AGENCY: self.env._("Agency"),
        }
        return [{"code": code, "name": names[code]} for code in INDUSTRIES]

    @api.model
    def _may_set_up(self):
        return self.env.user.has_group(MANAGERS)

    @api.model
    def _check_may_set_up(self):
        if not self._may_set_up():
            raise AccessError(self.env._("Sales managers set up the playbook."))

    @api.model
    def _is_empty(self):
        """Tell whether no room is in use yet. It stops at the first that is."""
        return not any(
            rooms.is_on(self.env, kind.room)
            and self.env[kind.model].has_access("read")
            and getattr(self, f"_get_step_{code}")()["is_done"]
            for code, kind in self._get_sorted_kinds()
            if kind.room
        )

    def _get_step_teams(self):
        title = self.env._("Say Who Leads Each Team")
        teams = self.env["crm.team"].search_fetch([], ["user_id"])
        led = teams.filtered("user_id")
        return self._make_step(
            title,
            self.env._("Approvals and deal reviews go to the leader of a team."),
            1,
            self._make_list(title, "crm.team"),
            is_done=teams and led == teams,
            fact=self.env._(
                "%(led)s of %(teams)s teams have a leader", led=len(led), teams=len(teams)
            ),
        )

    # --- switches ----------------------------------------------------------------------

    @api.model
    @checked(room=text)
    def switch_on(self, room):
        """Switch a room on for everybody, and what it needs; for administrators.

        :param str room: as :meth:`get_setup` names it
        :return: True
        :raise AccessError: for others
        :raise UserError: for a room that does not exist
        """
        if not self.env.user.has_group(ADMINISTRATORS):
            raise AccessError(self.env._("Administrators switch on parts of the playbook."))
        if room not in rooms.get_switches(self.env):
            raise UserError(self.env._("There is no part “%s” of the playbook.", room))
        self.env["res.config.settings"]._switch_on(room)
        return True

    # --- examples ----------------------------------------------------------------------

    @api.model
    @checked(step=text, industry=text)
    def start_example(self, step, industry):
        """Make the example of a step, as drafts that do nothing until somebody puts them to use.
        Where it is there already, it is opened.

        :param str step: code of a step; :param str industry: code of an industry
        :return: the window action that opens the drafts
        :raise AccessError: for whoever is not a sales manager
        :raise UserError: for a step without examples, and while its room is off
        """
        self._check_may_set_up()
        kind = self._get_kinds().get(step)
        if not kind or not hasattr(self, f"_make_example_{step}") or industry not in INDUSTRIES:
            raise UserError(self.env._("There is no such example."))
        rooms.refuse_unless_on(self.env, kind.room)
        records = self._get_drafts(step)
        if not records:
            records = getattr(self, f"_make_example_{step}")(industry)
            self._note_example(step, records)
        return self._open_drafts(records)

    @api.model
    @checked(step=text)
    def open_drafts(self, step):
        """Return the window action that opens the examples of a step that are not in use.

        :raise UserError: where there are none any more
        """
        self._check_may_set_up()
        records = self._get_drafts(step)
        if not records:
            raise UserError(self.env._("These examples are not there any more."))
        return self._open_drafts(records)

    @api.model
    def remove_examples(self):
        """Delete all examples that nobody has put to use. What is in use stays, and is no example
        any more.

        :return: how many records were deleted
        """
        self._check_may_set_up()
        examples = self.env["crm.playbook.example"]._get_own()
        count = 0
        for group in examples.grouped("step").values():
            for records in group._get_drafts().values():
                count += len(records)
                records.unlink()
        # sudo: only what was noted of these records, which the user has deleted or leaves alone
        examples.sudo().unlink()
        return count

    @api.model
    def _get_drafts(self, step):
        """Return the examples of a step that nobody has put to use, or None."""
        return self.env["crm.playbook.example"]._get_own()._get_drafts().get(step)

    @api.model
    def _note_example(self, step, records):
        """Note that these records, which the user has just made, are examples."""
        self.env["crm.playbook.example"]._note(step, records)

    @api.model
    def _open_drafts(self, records):
        if len(records) == 1:
            return self.env["crm.playbook.overview"]._make_form(records)
        title = self.env._("Examples")
        own, context = [("id", "in", records.ids)], {"active_test": False}
        return self._make_list(title, records._name, own, context=context)
