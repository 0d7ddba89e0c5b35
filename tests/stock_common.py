import inspect
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

from lxml import etree

from odoo import models
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .switching import switch_rooms

OURS = "odoo.addons.crm_playbook."
MODULE = "crm_playbook"
# What stays when the others are taken off: without it stock's own ``create`` would fail on a
# default of ours.
KEPT = ("default_get",)
# What two runs of the same call never have in common.
VOLATILE = frozenset(("access_token", "color", "message_id"))
# What somebody needs who works on deals without any right in Sales.
OFFICE_MODELS = (
    "crm.lead",
    "crm.lead.scoring.frequency",
    "crm.lead.scoring.frequency.field",
    "crm.lost.reason",
    "crm.stage",
    "crm.tag",
    "crm.team",
)
NOW = timedelta(minutes=1)
# "model.method" of every method of stock that this addon extends and that a test calls.
CALLED = set()


def calls(*methods):
    """Say of a test which stock methods it calls, as ``"model.method"``."""
    CALLED.update(methods)
    return lambda test: test


def walk_overrides(registry):
    """Yield ``(model, method, class)`` for every method of a stock model that a class of this
    addon extends."""
    for model, model_class in registry.items():
        if model_class._original_module == MODULE:
            continue
        classes = model_class.mro()
        # What extends every model alike is no method of this one.
        ours = [c for c in classes if c.__module__.startswith(OURS) and c._name != "base"]
        stock = [
            c
            for c in classes
            if not c.__module__.startswith(OURS) and c not in (object, model_class)
        ]
        for our_class in ours:
            for name, member in list(vars(our_class).items()):
                is_method = inspect.isfunction(getattr(member, "__func__", member))
                if is_method and any(name in vars(c) for c in stock):
                    yield model, name, our_class


@contextmanager
def stock_alone(registry):
    """Take off what this addon puts over methods of stock, for as long as the block lasts."""
    taken = [
        (our_class, name, vars(our_class)[name])
        for _model, name, our_class in walk_overrides(registry)
        if name not in KEPT
    ]
    for our_class, name, _member in taken:
        delattr(our_class, name)
    try:
        yield
    finally:
        for our_class, name, member in taken:
            setattr(our_class, name, member)


class StockCommon(TransactionCase):
    """People without any right of this addon, and a comparison of what they get with what
    stock answers them. With ``in_use`` every room has something to do."""

    in_use = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A profile and a requirement set the registry up; it is made to follow the database
        # again once both are rolled back.
        cls.addClassCleanup(cls._follow_database, cls.cr.savepoint())
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.salesman = cls._new_user("stock_salesman", "sales_team.group_sale_salesman")
        cls.employee = cls._new_user("stock_employee", "base.group_user")
        cls.editor = cls._new_user("stock_editor", "base.group_user,base.group_partner_manager")
        cls.portal = cls._new_user("stock_portal", "base.group_portal")
        cls.portal_editor = cls._new_user(
            "stock_portal_editor", "base.group_portal,base.group_partner_manager"
        )
        cls.public = cls.env.ref("base.public_user")
        cls.settings = cls._new_user("stock_settings", "base.group_system")
        cls.office = cls._new_office_user()
        cls._make_deal()
        if cls.in_use:
            cls._use_every_room()
        cls.env.flush_all()

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups, email=f"{login}@test.example")

    @classmethod
    def _new_office_user(cls):
        """Return somebody who works on deals and teams by the rights of another addon, as
        managers of ``pos_sale`` do on teams, and has none in Sales."""
        cls.office_group = group = cls.env["res.groups"].create({"name": "Back Office"})
        cls.env["ir.model.access"].create(
            [
                {
                    "name": f"office {model}",
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": group.id,
                    **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), 1),
                }
                for model in OFFICE_MODELS
            ]
        )
        user = cls._new_user("stock_office", "base.group_user,base.group_partner_manager")
        user.group_ids = [Command.link(group.id)]
        return user

    @classmethod
    def _make_deal(cls):
        cls.team, cls.other_team = cls.env["crm.team"].create(
            [{"name": "Makers", "user_id": cls.salesman.id}, {"name": "Traders"}]
        )
        cls.first, cls.second, cls.won = cls.env["crm.stage"].create(
            [
                {"name": name, "sequence": sequence, "is_won": name == "Signed"}
                for sequence, name in ((-3, "Found"), (-2, "Offered"), (-1, "Signed"))
            ]
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Northwind",
                "is_company": True,
                "email": "info@northwind.example",
                "employee_count": 250,
                "budget": 90_000,
                "use_case_id": cls.env["crm.use.case"].create({"name": "Quality"}).id,
                "industry_id": cls.env["res.partner.industry"].create({"name": "Machines"}).id,
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ann North", "parent_id": cls.customer.id, "email": "ann@northwind.example"}
        )
        cls.deal = cls._new_deal(partner_id=cls.customer.id)

    @classmethod
    def _new_deal(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.salesman.id,
                "stage_id": cls.first.id,
                "expected_revenue": 5000,
                **values,
            }
        )

    # --- every room has something to do ------------------------------------------------

    @classmethod
    def _use_every_room(cls):
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("crm_playbook.stage_age_factor", 2)
        parameters.set_param("crm_playbook.next_action_mark", "True")
        cls.env["crm.buying.trigger"].create({"name": "New plant"})
        cls._use_gates()
        cls._use_icp()
        cls._use_stakeholders()
        cls._use_reviews_and_coaching()
        cls._use_handovers()

    @classmethod
    def _use_gates(cls):
        """Ask something that always holds on the way into and out of every stage."""
        cls.env["crm.stage.criterion"].create(
            [
                {
                    "name": "Always holds",
                    "stage_id": stage.id,
                    "gate": gate,
                    "state": "active",
                    "enforcement": "block",
                    "kind": "condition",
                    "domain": "[('id', '!=', False)]",
                }
                for stage in cls.env["crm.stage"].search([])
                for gate in ("entry", "exit")
            ]
        )

    @classmethod
    def _use_icp(cls):
        criterion = {"name": "Large", "domain": "[('employee_count', '>', 100)]", "weight": 10}
        profile = cls.env["crm.icp.profile"].create(
            {"name": "Makers", "criterion_ids": [Command.create(criterion)]}
        )
        profile.action_publish()

    @classmethod
    def _use_stakeholders(cls):
        role = cls.env["crm.stakeholder.role"].create({"name": "Payer", "is_decisive": True})
        cls.env["crm.stakeholder.requirement"].create(
            {"role_id": role.id, "applies_domain": "[('expected_revenue', '>', 100)]"}
        )
        cls.env["crm.stakeholder"].create(
            {
                "lead_id": cls.deal.id,
                "partner_id": cls.contact.id,
                "role_ids": [Command.set(role.ids)],
            }
        )

    @classmethod
    def _use_reviews_and_coaching(cls):
        leader = cls._new_user("stock_leader", "sales_team.group_sale_salesman_all_leads")
        cls.env["crm.deal.review"].with_user(leader).create({"team_id": cls.other_team.id})
        note = (
            cls.env["crm.coaching.note"]
            .with_user(leader)
            .create(
                {
                    "lead_id": cls.deal.id,
                    "coachee_id": cls.salesman.id,
                    "observation": "Asks little",
                    "action_ids": [Command.create({"name": "Ask for the budget"})],
                }
            )
        )
        note.action_share()

    @classmethod
    def _use_handovers(cls):
        required = {"name": "Of traders", "is_required": True, "team_ids": cls.other_team.ids}
        cls.env["crm.handover.template"].create([{"name": "Standard"}, required])
        cls.handover = (
            cls.env["crm.handover"]
            .with_user(cls.salesman)
            .create(
                {
                    "lead_id": cls.deal.id,
                    "to_user_id": cls.employee.id,
                    "promise_ids": [
                        Command.create({"name": "Training", "owner_id": cls.employee.id})
                    ],
                }
            )
        )

    @classmethod
    def _follow_database(cls, savepoint):
        savepoint.close(rollback=True)
        cls.env.invalidate_all()
        cls.registry.clear_all_caches()
        cls.registry._setup_models__(cls.cr, ["crm.lead"])

    def assertShowsNothingMore(self, records, kinds=("form", "list", "kanban", "search")):
        """Assert that the views of a model hold no field of this addon that the user of these
        records may not see."""
        hidden = {
            name for name, field in records._fields.items() if set(field._modules) == {MODULE}
        }
        hidden -= records.fields_get().keys()
        views = records.get_views([(False, kind) for kind in kinds])["views"]
        for view in views.values():
            shown = etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]/@name")
            self.assertFalse(hidden.intersection(shown))

    # --- the comparison ----------------------------------------------------------------

    def assertAsStock(self, act):
        """Assert that ``act()`` answers what it answers where this addon extends nothing:
        the same value, or records with the same values in all fields of stock.

        :return: the answer
        """
        answer = self._answer(act)
        with stock_alone(self.registry):
            self.assertEqual(answer, self._answer(act))
        return answer

    def _answer(self, act):
        """Return what ``act()`` leads to in plain values, and undo it."""
        with closing(self.env.cr.savepoint()):
            self.env.invalidate_all()
            if records := getattr(act, "__self__", None):
                # Bound before our methods were taken off: looked up as it is now.
                act = getattr(records, act.__name__)
            answer = act()
            self.env.flush_all()
            return self._read(answer) if isinstance(answer, models.BaseModel) else answer

    def _read(self, records):
        # sudo: what was done is compared, whoever did it
        return [self._read_one(record) for record in records.sudo()]

    def _read_one(self, record):
        names = {
            name
            for name, field in record._fields.items()
            if field.store and field.type != "one2many" and set(field._modules) - {MODULE}
        }
        names = names.difference(models.MAGIC_COLUMNS, VOLATILE, ("id",))
        return {name: self._read_value(record[name]) for name in sorted(names)}

    def _read_value(self, value):
        if isinstance(value, models.BaseModel):
            return value.mapped("display_name")
        if isinstance(value, datetime) and abs(datetime.now() - value) < NOW:
            return "now"
        return value
