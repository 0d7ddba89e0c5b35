from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .condition_common import CRITERION, ICP, PLACES, REQUIREMENT, ConditionCommon

RELATIVE_DATES = (
    "today",
    "now",
    "-1d",
    "+2w",
    "today -90d",
    "=1d -1m",
    "=monday",
    "=week_start -1d",
)


@tagged("post_install", "-at_install")
class TestConditionRefused(ConditionCommon):
    """What a sales manager may write in the conditions of each room."""

    # --- what is there and can be followed -----------------------------------------------

    def test_followers_are_accepted_and_the_server_goes_on(self):
        self._save_everywhere([("message_follower_ids", "!=", False)])
        self.profile.with_user(self.manager).action_publish()
        self.assertServerGoesOn()

    def test_hierarchy_that_is_none_is_refused_and_named(self):
        self.assertRefused([("tag_ids", "child_of", 1)], "tag_ids child_of 1")
        self.assertRefused([("tag_ids", "parent_of", [1])], "tag_ids parent_of")
        self.assertRefused([("id", "child_of", 1)], "id child_of 1")
        self.assertRefused([("name", "child_of", 1)], "name child_of 1")
        self.assertServerGoesOn()

    def test_hierarchies_that_are_there_are_accepted(self):
        for path in ("partner_id", "partner_id.id", "partner_id.parent_id", "company_id"):
            self._save_everywhere([(path, "child_of", [1])])
        self._save_everywhere([("partner_id.category_id", "child_of", 1)])
        self.profile.with_user(self.manager).action_publish()
        self.assertServerGoesOn()

    def test_unknown_field_is_refused_and_named(self):
        self.assertRefused([("nonsense", "=", 1)], "nonsense", "no such field")
        self.assertRefused([("partner_id.nonsense", "=", 1)], "partner_id.nonsense")
        inside = [("partner_id", "any", [("category_id", "any", [("nope", "=", 1)])])]
        self.assertRefused(inside, "nope")

    def test_way_that_cannot_be_gone_back_is_refused_where_it_is_followed(self):
        for path in ("activity_user_id.name", "message_partner_ids.city"):
            for place in PLACES[:2]:
                self._save(*place, [(path, "=", "Graz")])
            self.assertRefused([(path, "=", "Graz")], "cannot be followed", places=[PLACES[2]])
        customer = [("message_partner_ids", "in", self.customer.ids)]
        self._save(REQUIREMENT, "applies_domain", customer)
        self.assertServerGoesOn()

    def test_field_that_nobody_can_search_is_refused(self):
        self.assertRefused([("is_automated_probability", "=", True)], "is_automated_probability")
        self.assertRefused([("rotting_days", ">", 3)], "rotting_days")

    def test_files_and_free_structures_are_refused(self):
        for path in ("partner_id.image_1920", "lead_properties", "playbook_badges"):
            self.assertRefused([(path, "!=", False)], path)

    def test_a_change_is_checked_like_a_new_record(self):
        for model, fname in PLACES:
            record = self._save(model, fname, [("expected_revenue", ">", 5)])
            with self.assertRaisesRegex(ValidationError, "no_such_field"):
                record.with_user(self.manager).write({fname: "[('no_such_field', '=', 1)]"})

    # --- the result itself -----------------------------------------------------------------

    def test_a_condition_cannot_look_at_its_own_result(self):
        people = (
            "missing_role_ids",
            "stakeholder_health",
            "partner_id.opportunity_ids.stakeholder_ids",
        )
        for path in people:
            self.assertRefused([(path, "!=", False)], path, places=[PLACES[2]])
        for path in ("icp_score_ids", "partner_id.opportunity_ids.icp_score_ids"):
            self.assertRefused([(path, "any", [])], path, places=[PLACES[3]])
        gate = self.env["crm.lead"]._fields["gate_missing_count"]
        with patch.object(gate, "search", lambda *args: []):
            for place in PLACES[:2]:
                self.assertRefused([(gate.name, ">", 0)], gate.name, places=[place])

    def test_rooms_cannot_look_at_each_other_in_a_circle(self):
        self._save(REQUIREMENT, "applies_domain", [("icp_tier", "=", "a")])
        self.assertRefused(
            [("missing_role_ids", "!=", False)], "the score itself", places=[PLACES[3]]
        )

    def test_publishing_closes_no_circle(self):
        self._save(ICP, "domain", [("missing_role_ids", "!=", False)])
        self._save(REQUIREMENT, "applies_domain", [("icp_tier", "=", "a")])
        with self.assertRaisesRegex(ValidationError, "missing_role_ids"):
            self.profile.with_user(self.manager).action_publish()
        self.assertServerGoesOn()

    # --- who may read it ---------------------------------------------------------------------

    def test_secrets_are_refused_to_everybody(self):
        admin = self.env.ref("base.user_admin")
        for path in ("user_id.totp_secret", "create_uid.password", "user_id.api_key_ids.name"):
            for user in (self.manager, admin, self.env.user):
                self.assertRefused([(path, "=like", "A%")], path, user=user)

    def test_what_the_manager_may_read_in_part_only_is_refused(self):
        for path in (
            "partner_id.channel_ids.name",
            "user_id.partner_id.channel_ids.message_ids.body",
            "message_ids.parent_id.body",
            "message_ids.attachment_ids.name",
            "calendar_event_ids.name",
            "user_id.res_users_settings_ids.id",
            "project_ids.name",
        ):
            self.assertRefused([(path, "!=", False)], path, "You may not read")

    def test_what_the_manager_may_read_is_accepted(self):
        for path in (
            "message_ids.body",
            "activity_ids.summary",
            "calendar_event_ids.start",
            "company_id.name",
            "partner_id.category_id.name",
            "partner_id.opportunity_ids.name",
            "user_id.partner_id.email",
            "handover_ids.state",
        ):
            self._save_everywhere([(path, "!=", False)])

    def test_names_of_related_records_are_read_too(self):
        places = PLACES[:3]  # ICP takes no names
        for operator, value in (("ilike", "x"), ("=", "x"), ("in", ["x"])):
            self.assertRefused([("project_ids", operator, value)], "project_ids", places=places)
        for model, fname in places:
            self._save(model, fname, [("partner_id", "ilike", "north")])
            self._save(model, fname, [("project_ids", "!=", False)])

    def test_field_of_a_group_is_for_members_only(self):
        group = self.env["res.groups"].create({"name": "Ledger"})
        self.env["ir.model.data"].create(
            {"module": "crm_playbook", "name": "ledger", "model": "res.groups", "res_id": group.id}
        )
        self.patch(self.env["res.partner"]._fields["ref"], "groups", "crm_playbook.ledger")
        ledger = [("partner_id.ref", "=", "9")]
        self.assertRefused(ledger, "partner_id.ref")
        member = new_test_user(self.env, "ledger", groups="sales_team.group_sale_manager")
        member.group_ids += group
        records = self._save_everywhere(ledger, user=member)
        # Somebody else may go on with what is not the condition, and not write it anew.
        for (_model, fname), record in zip(PLACES, records, strict=True):
            record = record.with_user(self.manager)
            record.sequence = 3
            with self.assertRaisesRegex(ValidationError, "partner_id.ref"):
                record[fname] = "[('partner_id.ref', '=', '8')]"
            with self.assertRaisesRegex(ValidationError, "partner_id.ref"):
                record.copy()
        with self.assertRaisesRegex(ValidationError, "partner_id.ref"):
            records[0].with_user(self.manager).action_try()
        with self.assertRaisesRegex(ValidationError, "partner_id.ref"):
            self.profile.criterion_ids.weight = 10
            self.profile.with_user(self.manager).action_simulate()

    def test_elevated_writing_is_judged_as_the_user(self):
        for model, fname in PLACES:
            vals = self._prepare(model, fname, "[('partner_id.channel_ids.name', '!=', False)]")
            with self.assertRaisesRegex(ValidationError, "channel_ids"):
                self.env[model].with_user(self.manager).sudo().create(vals)
            self.env[model].create(vals)  # as data files do

    def test_records_of_other_companies_are_not_read_through_a_shared_customer(self):
        path = "partner_id.opportunity_ids.expected_revenue"
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertRefused([(path, ">", 5)], path)
        self.manager.company_ids += other
        self._save_everywhere([(path, ">", 5)])

    def test_field_that_says_something_else_to_each_reader_is_refused(self):
        for path in ("my_activity_date_deadline", "message_needaction"):
            self.assertRefused([(path, "!=", False)], path, places=PLACES[:3])

    def test_salesperson_writes_no_conditions(self):
        for model, fname in PLACES:
            with self.assertRaises(AccessError):
                self._save(model, fname, [], self.salesman)

    # --- comparisons -----------------------------------------------------------------------

    def test_wrong_types_are_refused(self):
        for comparison in (
            ("expected_revenue", ">", "abc"),
            ("expected_revenue", "=", True),
            ("expected_revenue", ">", 10**40),
            ("expected_revenue", "in", [1, "x"]),
            ("color", "=", 2**40),
            ("color", "=", 1.5),
            ("name", "=", 5),
            ("name", "ilike", ["a", "b"]),
            ("name", "=", "a\0b"),
            ("name", "=like", "a\\"),
            ("name", "=ilike", "%a" * 30),
            ("active", "=", "yes"),
            ("active", ">", True),
            ("partner_id", "=", True),
            ("partner_id", ">", 3),
            ("partner_id", "in", [2**40]),
            ("create_date", ">", "yesterday"),
            ("create_date", ">", 5),
            ("date_deadline", "<", "today +99999999d"),
            ("date_deadline", "=", "2024-13-45"),
            ("name", "resembles", "x"),
            ("name", "any", [("id", "=", 1)]),
            ("partner_id", "any", "x"),
            ("partner_id", "any!", []),
        ):
            self.assertRefused([comparison], comparison[0])

    def test_relative_dates_work_in_every_room(self):
        for operator in (">=", "<", "="):
            for fname in ("create_date", "date_deadline"):
                self._save_everywhere([(fname, operator, date) for date in RELATIVE_DATES])
        criterion = self.env[CRITERION].search([("applies_domain", "!=", "[]")], limit=1)
        criterion.applies_domain = "[('date_deadline', '>=', 'today +1d')]"
        tomorrow = self._new_deal(date_deadline="2999-01-01")
        deals = self.deal | tomorrow
        self.assertEqual(criterion._filter_asked(deals), tomorrow)

    def test_old_ways_of_writing_an_operator_are_understood(self):
        for operator in ("==", "<>", "ILIKE"):
            self._save_everywhere([("name", operator, "x")])

    # --- fields to be filled ---------------------------------------------------------------

    def test_criterion_asks_only_for_fields_that_can_be_filled_and_read(self):
        self.patch(self.env["crm.lead"]._fields["referred"], "groups", "base.group_system")
        results = ("playbook_badges", "gate_missing_count")
        for name in (*results, "lead_properties", "coaching_note_count"):
            self._assert_field_refused(self.env["ir.model.fields"]._get("crm.lead", name))
        self._assert_field_refused(self.env["ir.model.fields"]._get("crm.lead", "referred"))
        self._assert_field_refused(self.env["ir.model.fields"]._get("res.users", "totp_secret"))
        phone = self.env["ir.model.fields"]._get("crm.lead", "phone")
        self._save(CRITERION, "domain", [], kind="fields", field_ids=[Command.set(phone.ids)])

    def _assert_field_refused(self, field):
        with self.assertRaisesRegex(ValidationError, field.field_description):
            self._save(CRITERION, "domain", [], kind="fields", field_ids=[Command.set(field.ids)])
