from datetime import timedelta

from odoo import fields
from odoo.fields import Command, Domain
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..models.coaching.crm_coaching_note import retention
from .icp_common import IcpCommon

MODULE = "crm_playbook"
TEXTS = ("char", "text", "html")
NUMBERS = ("integer", "float", "monetary")
RELATIONS = ("many2one", "one2many", "many2many")
# Fields that are worked out and searched by code of ours, each with at least two values here.
OURS = {
    "crm.coaching.note": {"is_expiring"},
    "crm.handover": {"is_late"},
    "crm.handover.promise": {"is_late"},
    "crm.icp.criterion": {"condition_warning"},
    "crm.lead": {
        "gate_debt_count",
        "handover_completeness",
        "handover_id",
        "handover_state",
        "has_next_action",
        "icp_coverage",
        "icp_disqualified",
        "icp_disqualifier_id",
        "icp_profile_id",
        "icp_score",
        "icp_tier",
        "is_single_threaded",
        "stakeholder_count",
        "stakeholder_doubt_count",
        "stakeholder_engaged_count",
        "stakeholder_health",
    },
    "crm.stage.criterion": {"condition_warning"},
    "crm.stage.waiver": {"is_expired"},
    "crm.stakeholder": {"is_engaged", "recency"},
    "crm.stakeholder.requirement": {"condition_warning"},
}


@tagged("post_install", "-at_install")
class TestSearchOperators(IcpCommon):
    """What the domain editor offers for a field of ours finds what the field shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(
            cls.registry["crm.stakeholder"], "_refresh_contact", lambda people, lead_ids: []
        )
        groups = "sales_team.group_sale_salesman"
        cls.user = new_test_user(cls.env, "search_salesman", groups, tz="UTC")
        cls.now = fields.Datetime.now()
        cls.today = cls.now.date()
        cls.stage = cls.env["crm.stage"].create({"name": "Found", "team_ids": cls.team.ids})
        cls.deals = cls.env["crm.lead"].concat(
            *(
                cls._new_lead(name=f"Deal {number}", user_id=cls.user.id, stage_id=cls.stage.id)
                for number in range(5)
            )
        )

    def setUp(self):
        super().setUp()
        self._score()
        self._waive()
        self._meet()
        self._hand_over()
        self._plan()
        self._coach()
        self._break_conditions()
        self.env.flush_all()
        self.env.invalidate_all()

    def _score(self):
        for deal, count in zip(self.deals[:4], (5, 60, 500, 0), strict=True):
            deal.employee_count = count
        self.deals[4].team_id = self.other_team
        self._publish(
            ([("employee_count", ">=", 50)], 50),
            ([("employee_count", ">=", 300)], 30),
            ([("budget", ">=", 300)], 20),
            ([("employee_count", "in", [5])], None),
            team_ids=self.team.ids,
        )

    def _waive(self):
        """Two debts, one debt, one that is closed, none."""
        self.criteria = self.env["crm.stage.criterion"].create(
            [
                {
                    "stage_id": self.stage.id,
                    "name": name,
                    "gate": "exit",
                    "enforcement": "block",
                    "state": "active",
                    "kind": "condition",
                    "domain": str([("name", "=", name)]),
                }
                for name in ("Budget is known", "Need is known")
            ]
        )
        first, second = self.criteria
        day = timedelta(days=1)
        for deal, criterion, expiry, state in (
            (self.deals[0], first, False, "open"),
            (self.deals[0], second, self.today - day, "open"),
            (self.deals[1], first, self.today + day, "open"),
            (self.deals[2], first, False, "closed"),
        ):
            self.env["crm.stage.waiver"].create(
                {
                    "lead_id": deal.id,
                    "criterion_id": criterion.id,
                    "reason": "They pay in advance",
                    "user_id": self.user.id,
                    "date_expiry": expiry,
                    "state": state,
                }
            )

    def _meet(self):
        """People who are fresh, cooling, cold, and whom nobody ever met."""
        for number, days in enumerate((1, 60, 200, None)):
            contact = self.env["res.partner"].create({"name": f"Person {number}"})
            self.env["crm.stakeholder"].create(
                {
                    "lead_id": self.deals[min(number, 1)].id,
                    "partner_id": contact.id,
                    "attitude": "champion",
                }
            ).last_meeting = days and self.now - timedelta(days=days)

    def _hand_over(self):
        promises = [
            {"state": "open", "date_due": self.today - timedelta(days=3)},
            {"state": "open", "date_due": self.today + timedelta(days=3)},
            {"state": "open"},
            {"state": "kept", "date_due": self.today - timedelta(days=9)},
            {"state": "kept", "date_due": self.today + timedelta(days=9)},
            {"state": "broken", "date_due": self.today - timedelta(days=9)},
        ]
        for promise in promises:
            if promise["state"] == "kept":
                promise["date_done"] = self.now
        for deal, hours in zip(self.deals[:3], (-1, 1, None), strict=True):
            handover = self.env["crm.handover"].create({"lead_id": deal.id, "problem": "Orders"})
            handover.clock_deadline = hours and self.now + timedelta(hours=hours)
            handover.promise_ids = [
                Command.create({"name": "Training", **promise}) for promise in promises
            ]
            promises = []
        self.deals[0].handover_id.state = "submitted"

    def _plan(self):
        """An activity that is planned, and one that was done and is kept."""
        for deal in self.deals[:2]:
            deal.activity_schedule("mail.mail_activity_data_call", user_id=self.user.id)
        self.deals[1].activity_ids.action_done()

    def _coach(self):
        self.env["ir.config_parameter"].set_param("crm_playbook.coaching_retention_months", 12)
        self.env["ir.config_parameter"].set_param(retention.PERIOD_SINCE, "2020-01-01")
        coach = new_test_user(self.env, "search_coach", "sales_team.group_sale_manager")
        for days in (2, 360):
            note = self.env["crm.coaching.note"].with_user(coach)
            note = note.create({"coachee_id": self.user.id, "observation": "Asked for budget"})
            note.sudo().date = self.today - timedelta(days=days)
            note.action_share()

    def _break_conditions(self):
        """Let one condition of each model look at a field that is not there."""
        role = self.env["crm.stakeholder.role"].create({"name": "Payer"})
        good, bad = self.env["crm.stakeholder.requirement"].create(
            [{"role_id": role.id, "team_ids": t.ids} for t in (self.team, self.other_team)]
        )
        scored = self._new_profile(([("name", "!=", False)], 10)).criterion_ids
        self.env.flush_all()
        conditions = ((self.criteria[1], "domain"), (bad, "applies_domain"), (scored, "domain"))
        for record, fname in conditions:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = '[(''gone'', ''='', 1)]' WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(fname),
                    record.id,
                )
            )
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        self.assertTrue(bad.condition_warning and not good.condition_warning)

    # --- the walk ----------------------------------------------------------------------

    def _walk(self):
        """Yield the fields of ours that are worked out, searched, and read by the user, with
        records that the user reads."""
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(self.user)
            if model._abstract or model._transient or not model.has_access("read"):
                continue
            for field in model._fields.values():
                is_worked_out = field.search and not field.store and not field.inherited
                if MODULE not in field._modules or not is_worked_out:
                    continue  # what Odoo's own mixins do is theirs
                if model._has_field_access(field, "read"):
                    records = model.with_context(active_test=False).search([])
                    yield field, records

    def _get_conditions(self, field, values):
        """Return what the domain editor makes for a field of this type."""
        name, known = field.name, [value for value in values if value]
        domains = [[(name, "=", False)], [(name, "!=", False)]]
        if field.type == "boolean":
            domains += [[(name, op, flag)] for op in ("=", "!=") for flag in (True, False)]
            lists = ([True, False], [True], [False], [])
            domains += [[(name, op, flags)] for op in ("in", "not in") for flags in lists]
        elif field.type in NUMBERS:
            numbers = {0, -1, 1, *known}
            operators = ("=", "!=", "<", ">", "<=", ">=")
            domains += [[(name, op, number)] for op in operators for number in numbers]
            domains += [[(name, ">=", number), (name, "<=", number + 1)] for number in numbers]
            domains += [[(name, op, list(numbers))] for op in ("in", "not in")]
        elif field.type == "selection":
            keys = field.get_values(self.env)
            domains += [[(name, op, key)] for op in ("=", "!=") for key in keys]
            lists = (keys[:2], known, [*known, False], [])
            domains += [[(name, op, some)] for op in ("in", "not in") for some in lists]
        elif field.type in TEXTS:
            for text in [*known, "no such text"]:
                part = text[2:8]
                domains += [[(name, op, text)] for op in ("=", "!=")]
                domains += [[(name, op, part)] for op in ("ilike", "not ilike", "like")]
                domains += [[(name, op, f"{text[:3]}%")] for op in ("=ilike", "=like")]
            domains += [[(name, op, [*known, False])] for op in ("in", "not in")]
        elif field.type in RELATIONS:
            ids = [record.id for value in known for record in value]
            lists = (ids, ids[:1], [*ids, False])
            domains += [[(name, op, some)] for op in ("in", "not in") for some in lists]
            label = known[0][:1].sudo().display_name[:4] if known else "x"
            domains += [[(name, op, label)] for op in ("ilike", "not ilike")]
        else:
            moments = known[:2]
            operators = ("=", "<", ">", "<=", ">=")
            domains += [[(name, op, value)] for op in operators for value in moments]
        return domains

    def test_every_operator_of_the_domain_editor_finds_what_is_shown(self):
        walked, wrong = {}, []
        for field, records in self._walk():
            values = list(dict.fromkeys(record[field.name] for record in records))
            if len(values) > 1:
                walked.setdefault(field.model_name, set()).add(field.name)
            for domain in self._get_conditions(field, values):
                found = records.search(Domain("id", "in", records.ids) & Domain(domain))
                if found != records.filtered_domain(domain):
                    wrong.append((str(field), domain, found, records.filtered_domain(domain)))
        self.assertFalse(wrong, "\n".join(map(str, wrong)))
        for model, names in OURS.items():
            self.assertLessEqual(names, walked.get(model, set()), model)

    def test_list_of_searched_fields_is_whole(self):
        """A new field with a search of its own belongs into this test."""
        own = {}
        for field, _records in self._walk():
            if not field.related:
                own.setdefault(field.model_name, set()).add(field.name)
        self.assertEqual(own, OURS)
