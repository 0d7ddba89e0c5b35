from contextlib import suppress
from itertools import count

from odoo.exceptions import MissingError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.crm_playbook.tools import reach

from .switching import switch_rooms

SECRET, OWN = "Geheim", "Ours"
NUMBERS = count()
NUMBER, DAY = 918273, "2041-07-13"
SALES = "sales_team.group_sale_salesman"
# All that may be had in our rooms, and projects.
MOST = (
    "sales_team.group_sale_manager,crm_playbook.group_coaching_exception,"
    "project.group_project_manager"
)


class TakenBack(Exception):
    """Takes back what an attempt changed."""


class World:
    """One record of each model, all of one owner and full of one word, made as they are asked
    for: ``world["crm.handover"]``. What has no method of its own gets what its model asks for.
    """

    def __init__(self, env, owner, word):
        self.env = env
        self.owner = owner
        self.number = next(NUMBERS)
        self.word = f"{word} {self.number}"  # some names are there once
        self.company = owner.company_id
        self.records = {}
        self._friend = None

    def __getitem__(self, model):
        if model not in self.records:
            self.records[model] = self._make(model)
        return self.records[model]

    def knows(self, model):
        """Tell whether this world has a record of a model; of stock ones not all."""
        name = model.replace(".", "_")
        own = any(hasattr(self, f"_{kind}_{name}") for kind in ("prepare", "find"))
        return own or reach.is_ours(self.env[model])

    def prepare(self, model):
        """Return the values of a record of this world."""
        own = getattr(self, f"_prepare_{model.replace('.', '_')}", dict)()
        return {**self._prepare_required(model), **own}

    @property
    def friend(self):
        """The other person of this world: who is coached, who receives."""
        if self._friend is None:
            self._friend = new_test_user(
                self.env,
                login=f"wall_friend_{self.number}",
                name=self.word,
                groups=SALES,
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
        return self._friend

    def _make(self, model):
        """Make a record elevated, in the name of its owner."""
        finder = getattr(self, f"_find_{model.replace('.', '_')}", None)
        if finder:
            return finder().sudo()
        records = self.env[model].with_user(self.owner).sudo()
        record = records.create(self.prepare(model))
        self.env.flush_all()  # what is computed later would delete lines that come with a dialog
        return record

    def _prepare_required(self, model):
        """Return what a model of ours asks for; of another one, its name."""
        asked = {
            name: field
            for name, field in self.env[model]._fields.items()
            if field.required and not field.default and not field.compute and not field.inherited
        }
        if not reach.is_ours(self.env[model]):
            asked = {name: field for name, field in asked.items() if field.type == "char"}
        return {name: self._get_value(field) for name, field in asked.items()}

    def _get_value(self, field):
        if field.type == "many2one":
            return self[field.comodel_name].id
        if field.type == "many2many":
            return [Command.set(self[field.comodel_name].ids)]
        if field.type == "selection":
            return field.get_values(self.env)[0]
        return {
            "integer": NUMBER,
            "many2one_reference": NUMBER,
            "date": DAY,
            "datetime": f"{DAY} 08:00:00",
            "json": {"name": self.word},
        }.get(field.type, self.word)

    # --- stock -------------------------------------------------------------------------

    def _find_res_users(self):
        return self.owner

    def _find_res_company(self):
        return self.company

    def _find_res_currency(self):
        return self.company.currency_id

    def _find_res_groups(self):
        return self.env.ref(SALES)

    def _find_ir_model_fields(self):
        return self.env["ir.model.fields"]._get("crm.lead", "name")

    def _find_mail_activity_type(self):
        return self.env.ref("mail.mail_activity_data_todo")

    def _find_resource_calendar(self):
        return self.company.resource_calendar_id

    def _find_mail_message(self):
        return self["crm.lead"].message_post(body=self.word)

    def _find_mail_activity(self):
        return self["crm.lead"].activity_schedule(
            "mail.mail_activity_data_todo", summary=self.word, user_id=self.owner.id
        )

    def _prepare_res_partner(self):
        return {
            "name": f"{self.word} customer",
            "company_id": self.company.id,
            "is_company": True,
            "employee_count": NUMBER,
            "annual_revenue": NUMBER,
            "budget": NUMBER,
            "use_case_id": self["crm.use.case"].id,
        }

    def _prepare_crm_team(self):
        return {"company_id": self.company.id, "member_ids": [Command.set(self.owner.ids)]}

    def _prepare_crm_lead(self):
        return {
            "name": f"{self.word} deal",
            "type": "opportunity",
            "user_id": self.owner.id,
            "company_id": self.company.id,
            "team_id": self["crm.team"].id,
            "stage_id": self["crm.stage"].id,
            "partner_id": self["res.partner"].id,
            "expected_revenue": NUMBER,
            "date_deadline": DAY,
        }

    def _prepare_ir_attachment(self):
        return {"raw": b"x", "res_model": "crm.lead", "res_id": self["crm.lead"].id}

    def _prepare_calendar_event(self):
        return {
            "start": f"{DAY} 08:00:00",
            "stop": f"{DAY} 09:00:00",
            "user_id": self.owner.id,
            "opportunity_id": self["crm.lead"].id,
        }

    def _prepare_project_project(self):
        return {
            "company_id": self.company.id,
            "is_template": True,
            "privacy_visibility": "followers",
            "user_id": self.owner.id,
        }

    def _prepare_crm_stage(self):
        return {"name": self.word}

    def _prepare_project_milestone(self):
        return {"project_id": self["project.project"].id}

    def _prepare_project_task(self):
        return {"project_id": self["project.project"].id}

    # --- ours --------------------------------------------------------------------------

    def _prepare_crm_coaching_note(self):
        return {
            "author_id": self.owner.id,
            "coach_id": self.owner.id,
            "coachee_id": self.friend.id,
            "observation": self.word,
            "date": DAY,
            "lead_id": self["crm.lead"].id,
        }

    def _prepare_crm_coaching_exception(self):
        return {"coachee_id": self.friend.id}

    _prepare_crm_coaching_opening = _prepare_crm_coaching_exception

    def _prepare_crm_coaching_succession(self):
        return {"from_coach_id": self.owner.id, "to_coach_id": self.friend.id}

    def _prepare_crm_deal_review(self):
        return {"team_id": self["crm.team"].id, "user_id": self.owner.id, "agenda": self.word}

    def _prepare_crm_deal_review_line(self):
        return {"lead_id": self["crm.lead"].id}

    def _prepare_crm_deal_signal_setting(self):
        return {"team_id": self["crm.team"].id}

    def _prepare_crm_handover(self):
        return {
            "lead_id": self["crm.lead"].id,
            "to_user_id": self.owner.id,
            "template_id": self["crm.handover.template"].id,
            "scope_in": self.word,
            "date_kickoff": DAY,
        }

    def _prepare_crm_handover_contact(self):
        return {"partner_id": self["res.partner"].id}

    def _prepare_crm_handover_template(self):
        return {
            "company_id": self.company.id,
            "project_template_id": self["project.project"].id,
        }

    def _prepare_crm_handover_template_task(self):
        return {"name": self.word}

    def _prepare_crm_icp_profile(self):
        return {"company_id": self.company.id}

    def _prepare_crm_icp_criterion(self):
        return {"domain": "[('name', '!=', False)]", "weight": 10}

    def _prepare_crm_stakeholder(self):
        return {"placeholder_name": self.word}

    def _find_crm_stakeholder_map(self):
        return self["crm.stakeholder"].lead_id.stakeholder_map_ids

    def _prepare_crm_stakeholder_judgement(self):
        return {"influence": 1}

    def _prepare_crm_coaching_rating(self):
        return {"level": 3}


class WallCommon(TransactionCase):
    """People who may not read each other's records, and a world of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": f"{SECRET} company"})
        cls.salesman = cls._new_user("wall_salesman", SALES)
        cls.manager = cls._new_user("wall_manager", MOST)
        cls.employee = cls._new_user("wall_employee", "base.group_user")
        cls.portal = cls._new_user("wall_portal", "base.group_portal")
        cls.colleague = cls._new_user("wall_colleague", SALES)
        cls.second_manager = cls._new_user("wall_second", MOST)
        cls.outsider = cls._new_user_of_other_company("outsider")
        cls.stranger = cls._new_user_of_other_company("stranger")
        (cls.colleague | cls.stranger).name = f"{SECRET} person"

    @classmethod
    def _new_user_of_other_company(cls, name):
        return cls._new_user(
            f"wall_{name}",
            MOST,
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )

    def setUp(self):
        super().setUp()
        owners = (self.colleague, self.stranger)
        self.secrets = [World(self.env, owner, SECRET) for owner in owners]

    @classmethod
    def _new_user(cls, login, groups, **values):
        return new_test_user(cls.env, login=login, groups=groups, **values)

    @classmethod
    def _get_models(cls):
        """Return the names of our models that have records, and of those that we add to."""
        models = [model for model in cls.registry.values() if not model._abstract]
        return sorted(
            model._name
            for model in models
            if reach.is_ours(model)
            or any(reach.is_watched(model, field) for field in model._fields.values())
        )

    def _attempt(self, function, *arguments):
        """Return what a function answers, or the exception that it raises; nothing stays."""
        self.env.flush_all()
        self.env.invalidate_all()
        answer = None
        with suppress(TakenBack), self.env.cr.savepoint():
            try:
                answer = function(*arguments)
                self.env.flush_all()
            except (UserError, MissingError) as refusal:
                answer = refusal
            raise TakenBack
        self.env.invalidate_all()
        return answer

    def _get_foreign(self, user, model):
        """Return the secret records of a model that a user may not read."""
        found = self.env[model].browse()
        for world in self.secrets if self.secrets[0].knows(model) else ():
            record = world[model].with_user(user)
            if not record.has_access("read"):
                found |= record
        return found
