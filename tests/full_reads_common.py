from datetime import timedelta
from itertools import count

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.crm_playbook.tools import reach

from .switching import switch_rooms
from .wall_common import MOST, World

MANY = 80
NUMBERS = count(1)
SELLER = "sales_team.group_sale_salesman,project.group_project_user"


class Filler(World):
    """Fills up the models of which the rooms in use made less than many records."""

    def __getitem__(self, model):
        # What lines belong to is another record each time, so that they are not all of one.
        records = self.env[model].browse()
        if reach.is_ours(records) or model == "crm.lead":
            records = records.search([], limit=MANY, order="id")
        return records[next(NUMBERS) % MANY] if len(records) == MANY else super().__getitem__(model)

    def prepare(self, model):
        self.word = f"Filler {next(NUMBERS)}"  # some names are there once
        return super().prepare(model)

    def fill_up(self, model):
        records = self.env[model].with_context(active_test=False)
        for _number in range(MANY - records.search_count([], limit=MANY)):
            self._make(model)

    def _get_value(self, field):
        return float(next(NUMBERS)) if field.type == "float" else super()._get_value(field)

    def _find_crm_coaching_opening(self):
        notes = self.env["crm.coaching.note"].search([], limit=MANY)
        log = self.env["crm.coaching.opening"]
        return log._append(notes, kind="opened", reason=self.word, date_end=fields.Datetime.now())

    def _prepare_crm_deal_signal_setting(self):
        return self._prepare_of_new_team()

    def _prepare_crm_deal_review_plan(self):
        return self._prepare_of_new_team()

    def _prepare_of_new_team(self):
        return {"team_id": self.env["crm.team"].create({"name": self.word}).id}

    def _prepare_crm_handover_template_role(self):
        return {"role_id": self.env["project.role"].create({"name": self.word}).id}

    def _prepare_crm_icp_criterion(self):
        profile = self.env["crm.icp.profile"].create({"name": self.word})
        return {**super()._prepare_crm_icp_criterion(), "profile_id": profile.id}

    def _prepare_crm_next_action_digest(self):
        return {"date": fields.Date.today() - timedelta(days=next(NUMBERS))}


class FullReadsCommon(TransactionCase):
    """A database that uses every room: eighty deals of which everything is known that rooms
    know of a deal, and eighty records of every model of ours."""

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(cls._follow_database)  # the last to be done, after the rollback
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls._make_people()
        cls._make_pipeline()
        cls._publish_profile()
        cls._activate_criteria()
        cls._make_deals()
        cls._fill_maps()
        cls._move_deals()
        cls._hold_reviews()
        cls._coach()
        cls._hand_over()
        cls._fill_up()
        cls.env.flush_all()

    @classmethod
    def _follow_database(cls):
        """What was published set the registry up; it is made to follow the database again."""
        cls.registry.clear_all_caches()
        with cls.registry.cursor() as cr:
            cls.registry._setup_models__(cr, ["crm.lead"])

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(cls.env, login=f"full_{login}", groups=groups, tz="UTC")

    @classmethod
    def _as(cls, user, model):
        return cls.env[model].with_user(user)

    # --- whom and what it is about -------------------------------------------------------

    @classmethod
    def _make_people(cls):
        # Core reads the stage of a project for whoever reads all of it.
        cls.env.ref("base.group_user").implied_ids |= cls.env.ref("project.group_project_stages")
        cls.manager = cls._new_user("manager", MOST)
        cls.salesman = cls._new_user("salesman", SELLER)
        cls.receiver = cls._new_user("receiver", "project.group_project_user")
        users = cls.env["res.users"].with_context(no_reset_password=True)
        users.create([{"name": f"User {n}", "login": f"full_{n}"} for n in range(MANY)])
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Every room",
                "user_id": cls.manager.id,
                "member_ids": [Command.set(cls.salesman.ids)],
                "stakeholder_min_engaged": 2,
            }
        )
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {n}",
                    "is_company": True,
                    "employee_count": n,
                    "user_id": cls.salesman.id,
                    "child_ids": [
                        Command.create({"name": f"Buyer {n}", "email": f"buyer{n}@example.com"}),
                        Command.create({"name": f"User {n}", "email": f"user{n}@example.com"}),
                    ],
                }
                for n in range(MANY)
            ]
        )

    @classmethod
    def _make_pipeline(cls):
        cls.first, cls.second, cls.won = cls.env["crm.stage"].create(
            [
                {
                    "name": name,
                    "sequence": n,
                    "is_won": name == "Signed",
                    "team_ids": [Command.set(cls.team.ids)],
                }
                for n, name in enumerate(("Found", "Understood", "Signed"), 1)
            ]
        )
        cls.env["ir.config_parameter"].set_param("crm_playbook.stage_age_factor", "2")
        cls.env["ir.config_parameter"].set_param("crm_playbook.next_action_mark", "1")

    @classmethod
    def _publish_profile(cls):
        criteria = [
            ("[('employee_count', '>', 5)]", {"weight": 20}),
            ("[('partner_id.employee_count', '>', 20)]", {"weight": 30}),
            ("[('tag_ids', '!=', False)]", {"weight": 10}),
            ("[('referred', '=', 'A competitor')]", {"kind": "disqualifier"}),
        ]
        reason = cls.env["crm.lost.reason"].create({"name": "Too odd"})
        profile = cls.env["crm.icp.profile"].create(
            {
                "name": "Every room",
                "criterion_ids": [
                    Command.create(
                        {
                            "name": f"Criterion {n}",
                            "domain": domain,
                            "lost_reason_id": reason.id if "kind" in values else False,
                            **values,
                        }
                    )
                    for n, (domain, values) in enumerate(criteria)
                ],
            }
        )
        profile.action_publish()

    @classmethod
    def _activate_criteria(cls):
        field = cls.env["ir.model.fields"]._get("crm.lead", "phone")
        cls.role = cls.env["crm.stakeholder.role"].create({"name": "Payer", "is_decisive": True})
        kinds = {
            "fields": {"field_ids": [Command.set(field.ids)]},
            "condition": {"domain": "[('partner_id.email', '!=', False)]"},
            "confirmation": {},
            "approval": {"approver": "user", "approver_id": cls.manager.id},
            "activity": {"activity_when": "done"},
            "roles": {"role_ids": [Command.set(cls.role.ids)], "role_attitude_min": "supporter"},
        }
        planned = {"kind": "activity", "activity_when": "planned"}
        cls.criteria = cls.env["crm.stage.criterion"].create(
            [
                {
                    "stage_id": stage.id,
                    "name": f"{kind} of {stage.name}",
                    "gate": gate,
                    "enforcement": "block",
                    "state": "active",
                    "kind": kind,
                    **values,
                }
                for stage, gate in ((cls.first, "exit"), (cls.second, "exit"), (cls.won, "entry"))
                for kind, values in (*kinds.items(), ("activity", planned))
            ]
        )
        stages = cls.env["crm.stage"].create([{"name": f"Stage {n}"} for n in range(MANY)])
        stages.team_ids = cls.env["crm.team"].create({"name": "Elsewhere"})
        cls.env["crm.stage.criterion"].create(
            [
                {"stage_id": stage.id, "name": f"Of {stage.name}", "state": "active"}
                for stage in stages
            ]
        )

    @classmethod
    def _make_deals(cls):
        tags = cls.env["crm.tag"].create([{"name": f"Full {n}"} for n in range(MANY)])
        about = {
            "industry_id": cls.env["res.partner.industry"].create({"name": "Full"}).id,
            "use_case_id": cls.env["crm.use.case"].create({"name": "Full"}).id,
            "buying_trigger_ids": cls.env["crm.buying.trigger"].create({"name": "Full"}).ids,
            "annual_revenue": 5_000_000,
            "budget": 50_000,
        }
        day = fields.Date.today() + timedelta(days=30)
        cls.deals = cls.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {n}",
                    "type": "opportunity",
                    "team_id": cls.team.id,
                    "user_id": cls.salesman.id,
                    "stage_id": cls.first.id,
                    "partner_id": customer.id,
                    "expected_revenue": 1000 * n,
                    "date_deadline": day,
                    "tag_ids": [Command.set(tags[n].ids)],
                    "employee_count": n,
                    "referred": "A competitor" if n % 3 else False,
                    **about,
                }
                for n, customer in enumerate(cls.customers)
            ]
        )
        cls.env.flush_all()

    # --- the rooms -----------------------------------------------------------------------

    @classmethod
    def _fill_maps(cls):
        cls.env["crm.stakeholder.requirement"].create({"role_id": cls.role.id})
        people = cls._as(cls.salesman, "crm.stakeholder")
        for n, deal in enumerate(cls.deals):
            buyer, user = deal.partner_id.child_ids
            first = people.create(
                {
                    "lead_id": deal.id,
                    "partner_id": buyer.id,
                    "attitude": "supporter",
                    "influence": "3",
                    "role_ids": [Command.set(cls.role.ids if n % 2 else [])],
                }
            )
            people.create({"lead_id": deal.id, "partner_id": user.id, "reports_to_id": first.id})
            if n % 2:  # what is gathered from messages and meetings
                first.sudo().last_meeting = fields.Datetime.now() - timedelta(days=n % 7)

    @classmethod
    def _move_deals(cls):
        """Most deals are past a gate, by waivers and some evidence; a few are won, and others
        lost."""
        deals = cls.deals.with_user(cls.manager)
        for deal in deals[4:]:
            deal.activity_schedule("mail.mail_activity_data_call", user_id=cls.salesman.id)
        for criterion in cls.criteria.filtered(lambda c: c.kind == "confirmation"):
            deals[::2].action_confirm_criterion(criterion.id)
        approvals = cls.criteria.filtered(lambda c: c.kind == "approval")
        deals[::3].with_user(cls.salesman).action_request_approval(approvals[:1].ids)
        deals.action_waive_criteria(cls.criteria.ids, "We know them")
        deals.filtered(lambda deal: deal.id % 4).write({"stage_id": cls.second.id})
        deals[::9].write({"stage_id": cls.won.id})
        waivers = cls.env["crm.stage.waiver"].search([("lead_id", "in", cls.deals.ids)])
        waivers.sudo()[::3]._close("not_asked")
        cls.env["crm.stage.benchmark"]._refresh()
        cls.deals[::3].date_last_stage_update = fields.Datetime.now() - timedelta(days=400)
        lost = [{"name": f"Lost {n}", "team_id": cls.team.id} for n in range(MANY)]
        leads = cls._as(cls.manager, "crm.lead").with_context(default_type="opportunity")
        leads.create(lost).action_set_lost()

    @classmethod
    def _hold_reviews(cls):
        reviews = cls._as(cls.manager, "crm.deal.review").create(
            [{"team_id": cls.team.id, "deal_limit": 3} for _number in range(MANY)]
        )
        reviews[0].deal_limit = 2 * MANY
        for review in reviews:
            review.action_prepare()
        reviews[0].action_start()
        reviews[0].action_finish()

    @classmethod
    def _coach(cls):
        group = cls.env["crm.coaching.skill.group"].create({"name": "Talking"})
        skills = cls.env["crm.coaching.skill"].create(
            [{"name": f"Skill {n}", "group_id": group.id} for n in range(3)]
        )
        notes = cls._as(cls.manager, "crm.coaching.note")
        for deal in cls.deals:
            note = notes.create(
                {
                    "coachee_id": cls.salesman.id,
                    "lead_id": deal.id,
                    "observation": "Asked well",
                    "next_time": "Ask again",
                    "rating_ids": [
                        Command.create({"skill_id": skill.id, "level": 3, "rated_by": "coach"})
                        for skill in skills
                    ],
                    "action_ids": [Command.create({"name": "Ask"})],
                }
            )
            note.action_share()

    @classmethod
    def _hand_over(cls):
        template = cls.env["crm.handover.template"].create({"name": "Every room"})
        projects = cls.env["project.project"].create(
            [{"name": f"Project {n}", "lead_id": deal.id} for n, deal in enumerate(cls.deals)]
        )
        tasks = cls.env["project.task"].create(
            [{"name": "Train", "project_id": project.id} for project in projects]
        )
        handovers = cls._as(cls.salesman, "crm.handover").create(
            [cls._prepare_handover(deal, template) for deal in cls.deals]
        )
        handovers.action_submit()
        defect = cls.env["crm.handover.defect"].search([], limit=1).code
        handovers.with_user(cls.receiver).action_return([defect], "Say more")
        for handover in handovers:
            handover.scope_in = f"Orders of {handover.name}"
        handovers.action_submit()
        handovers[::2].with_user(cls.receiver).action_accept()
        pairs = zip(handovers.sudo(), projects, tasks, strict=True)
        for handover, project, task in pairs:
            handover.project_id = project
            handover.promise_ids[0].task_id = task

    @classmethod
    def _prepare_handover(cls, deal, template):
        buyer = deal.partner_id.child_ids[0]
        return {
            "lead_id": deal.id,
            "to_user_id": cls.receiver.id,
            "template_id": template.id,
            "problem": "Orders get lost",
            "promise_ids": [
                Command.create({"name": f"Promise {n}", "owner_id": cls.receiver.id})
                for n in range(2)
            ],
            "contact_ids": [Command.create({"partner_id": buyer.id})],
            "success_ids": [Command.create({"name": "Orders lost"})],
            "risk_ids": [Command.create({"name": "Holidays"})],
        }

    # --- the rest ------------------------------------------------------------------------

    @classmethod
    def _fill_up(cls):
        filler = Filler(cls.env, cls.manager, "Filler")
        for model in cls._get_models():
            if cls._is_filled_up(model):
                filler.fill_up(model)

    @classmethod
    def _get_models(cls):
        """Return the names of our models that keep records, and of those that we add to."""
        models = [m for m in cls.registry.values() if not m._abstract and not m._transient]
        return sorted(
            model._name
            for model in models
            if reach.is_ours(model) or any(map(cls._is_added, model._fields.values()))
        )

    @classmethod
    def _is_added(cls, field):
        """Tell whether we add a field to a model, and not to one that it is made of."""
        return reach.is_added(field) and not field.inherited

    @classmethod
    def _is_filled_up(cls, model):
        return reach.is_ours(cls.env[model]) and cls.env[model]._auto
