from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .handover_common import HandoverCommon

LINES = ("promise", "success", "risk", "contact", "return", "version")
SETTINGS = ("template", "template.role", "template.task", "defect", "part")


@tagged("post_install", "-at_install")
class TestHandoverAccess(HandoverCommon):
    """Whoever may change a deal works on its handover. Receivers need no right on deals, and
    see of the deal what is in the packet."""

    def _count(self, user, handovers, line=None):
        model = f"crm.handover.{line}" if line else "crm.handover"
        fname = "handover_id" if line else "id"
        return self.env[model].with_user(user).search_count([(fname, "in", handovers.ids)])

    def _new_pair(self):
        """Return handovers of two salespeople with every kind of line."""
        risk = [Command.create({"name": "Nobody was asked"})]
        own = self._submit(risk_ids=risk)
        deal = self._new_deal(user_id=self.other_salesman.id)
        foreign = self._submit(deal, risk_ids=risk)
        for handover in (own, foreign):
            handover.with_user(self.receiver).action_return(["wrong_person"], "x")
        return (own | foreign).with_user(self.env.user)

    # --- sellers -----------------------------------------------------------------------

    def test_own_deals_and_all_deals(self):
        pair = self._new_pair()
        for line in (None, *LINES):
            for user, count in (
                (self.salesman, 1),
                (self.other_salesman, 1),
                (self.all_leads, 2),
                (self.manager, 2),
            ):
                self.assertEqual(self._count(user, pair, line), count, (line, user.login))

    def test_a_handover_follows_its_deal_to_the_next_salesperson(self):
        handover = self._submit()
        self.deal.user_id = self.other_salesman
        self.assertEqual(handover.sudo().salesperson_id, self.other_salesman)
        self.assertEqual(handover.sudo().from_user_id, self.salesman)
        self.assertEqual(self._count(self.salesman, handover), 0)
        self.assertEqual(self._count(self.other_salesman, handover, "promise"), 1)
        draft = self._new_handover(self._new_deal())
        draft.sudo().lead_id.user_id = self.other_salesman
        self.assertEqual(draft.sudo().from_user_id, self.other_salesman)

    def test_a_handover_follows_its_deal_to_another_company(self):
        handover = self._submit().with_user(self.env.user)
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids |= other
        self.deal.with_context(allowed_company_ids=other.ids).write(
            {"user_id": False, "team_id": False, "company_id": other.id}
        )
        self.assertEqual(handover.company_id, other)
        self.assertEqual(self._count(self.all_leads, handover), 0)
        self.assertEqual(self._count(self.receiver, handover), 0)
        manager = self.env["crm.handover"].with_user(self.manager)
        for companies, count in ((self.env.company, 0), (other, 1)):
            found = manager.with_context(allowed_company_ids=companies.ids)
            self.assertEqual(found.search_count([("id", "=", handover.id)]), count)

    def test_handovers_of_deals_that_may_not_be_changed(self):
        foreign = self._submit(self._new_deal(user_id=self.other_salesman.id))
        foreign.with_user(self.receiver).action_return(["wrong_person"])
        handovers = self.env["crm.handover"].with_user(self.salesman)
        locked = handovers.browse(foreign.id)
        promise = foreign.promise_ids.with_user(self.salesman)
        for change in (
            lambda: locked.write({"scope_in": "x"}),
            lambda: locked.read(["scope_in"]),
            locked.action_submit,
            lambda: locked.action_reassign(self.salesman.id),
            lambda: promise.write({"name": "x"}),
            promise.unlink,
            lambda: promise.create({"handover_id": foreign.id, "name": "x"}),
            lambda: handovers.create(
                {"lead_id": self._new_deal(user_id=self.other_salesman.id).id}
            ),
            lambda: handovers.with_context(
                default_lead_id=self._new_deal(user_id=self.other_salesman.id).id
            ).create({}),
        ):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaisesRegex(UserError, "choose which"):
            handovers.create({})
        own = self._new_handover()
        with self.assertRaisesRegex(UserError, "stays with its deal"):
            own.lead_id = self._new_deal()

    def test_a_handover_is_not_begun_on_the_deal_of_somebody_else(self):
        deal = self._new_deal(user_id=self.other_salesman.id)
        for user in (self.salesman, self.receiver, self.portal):
            with self.assertRaises(AccessError):
                deal.with_user(user).action_open_handover()

    # --- receivers ---------------------------------------------------------------------

    def test_a_receiver_reads_what_is_handed_to_them_and_nothing_else(self):
        pair = self._new_pair()
        for line in (None, *LINES):
            self.assertEqual(self._count(self.receiver, pair, line), 2, line)
            # Whoever keeps a promise reads the packet it is in.
            self.assertEqual(self._count(self.keeper, pair, line), 2, line)
            self.assertEqual(self._count(self.employee, pair, line), 0, line)

    def test_a_packet_that_is_still_being_filled_is_not_for_the_receiver(self):
        draft = self._new_full_handover()
        for user in (self.receiver, self.keeper):
            for line in (None, "promise", "success", "contact"):
                self.assertEqual(self._count(user, draft, line), 0, (user.login, line))

    def test_a_receiver_changes_nothing_by_hand(self):
        handover = self._submit()
        received = handover.with_user(self.receiver)
        for change in (
            lambda: received.write({"scope_in": "x"}),
            lambda: received.write({"state": "accepted"}),
            lambda: received.write({"promise_ids": [Command.clear()]}),
            lambda: received.promise_ids.write({"state": "kept"}),
            lambda: received.promise_ids.write({"owner_id": self.employee.id}),
            received.unlink,
            lambda: received.create({"lead_id": self.deal.id}),
            lambda: received.env["crm.handover.return"].create({"handover_id": handover.id}),
            lambda: received.version_ids.write({"packet": {}}),
        ):
            with self.assertRaises(UserError):  # of which a lack of rights is one
                change()
        # Not after it was sent back either.
        received.action_return(["scope_unclear"])
        with self.assertRaises(AccessError):
            received.write({"scope_in": "x"})
        self.assertEqual(handover.scope_in, "Orders")

    def test_a_salesperson_who_receives_has_no_more_rights_than_other_receivers(self):
        handover = self._submit(to_user_id=self.other_salesman.id)
        received = handover.with_user(self.other_salesman)
        received.action_return(["scope_unclear"])
        for change in (
            lambda: received.write({"scope_in": "x"}),
            lambda: received.promise_ids.write({"name": "x"}),
            received.action_submit,
        ):
            with self.assertRaises(AccessError):
                change()

    def test_no_line_is_moved_into_a_packet_that_one_only_receives(self):
        received = self._submit(self._new_deal(user_id=self.other_salesman.id))
        received.action_reassign(self.salesman.id)
        received.with_user(self.salesman).action_return(["scope_unclear"])
        own = self._new_full_handover()
        for line in (own.promise_ids, own.success_ids, own.contact_ids):
            with self.assertRaises(AccessError, msg=line):
                line.with_user(self.salesman).handover_id = received
        self.assertEqual(len(received.promise_ids), 1)

    def test_a_receiver_sees_of_the_deal_what_is_in_the_packet(self):
        handover = self._submit()
        received = handover.with_user(self.receiver)
        self.assertEqual(received.name, "Line 4")
        self.assertEqual(received.expected_revenue, 5000)
        with self.assertRaises(AccessError):
            received.read(["lead_id"])
        with self.assertRaises(AccessError):
            received.search([("lead_id.probability", ">", 0)])
        with self.assertRaises(AccessError):
            received.action_open_deal()
        with self.assertRaises(AccessError):
            self.deal.with_user(self.receiver).read(["name"])

    def test_the_form_opens_for_a_receiver(self):
        handover = self._submit()
        received = handover.with_user(self.receiver)
        views = received.get_views([(False, "form"), (False, "list"), (False, "kanban")])
        arch = views["views"]["form"]["arch"]
        self.assertNotIn('name="lead_id"', arch)
        specification = {
            name: {} for name, field in received._fields.items() if f'name="{name}"' in arch
        }
        for name in ("partner_id", "from_user_id", "to_user_id", "template_id"):
            specification[name] = {"fields": {"display_name": {}}}
        [values] = received.web_read(specification)
        self.assertEqual(values["from_user_id"]["display_name"], self.salesman.name)
        self.assertTrue(values["is_receiver"])
        self.assertFalse(values["can_edit"])
        with Form(received) as form:
            self.assertEqual(form.name, "Line 4")

    def test_a_receiver_answers_and_the_seller_reads_it(self):
        handover = self._submit()
        message = handover.with_user(self.receiver).message_post(body="Which lines?")
        self.assertIn("Which lines?", message.with_user(self.salesman).body)
        with self.assertRaises(AccessError):
            handover.with_user(self.employee).message_post(body="x")

    def test_a_wizard_of_somebody_else_sends_nothing_back(self):
        handover = self._submit()
        wizard = (
            self.env["crm.handover.return.wizard"]
            .with_user(self.receiver)
            .create(
                {
                    "handover_id": handover.id,
                    "defect_ids": [
                        Command.link(
                            self.env.ref("crm_playbook.crm_handover_defect_wrong_person").id
                        )
                    ],
                    "comment": "Not mine",
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.employee).action_apply()
        wizard.action_apply()
        self.assertEqual(handover.return_ids.comment, "Not mine")

    # --- outside -----------------------------------------------------------------------

    def test_portal_users_read_nothing(self):
        self._new_pair()
        models = [f"crm.handover.{line}" for line in (*LINES, *SETTINGS, "report")]
        for model in ("crm.handover", *models):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(self.portal).search_count([])

    def test_portal_reads_no_field_of_a_deal_shared_with_it(self):
        self._submit()
        self.env["ir.model.access"].create(
            {
                "name": "reseller",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
            }
        )
        deal = self.deal.with_user(self.portal)
        for fname in ("handover_ids", "handover_id", "handover_state", "handover_completeness"):
            with self.assertRaises(AccessError):
                deal.read([fname])
            with self.assertRaises(AccessError):
                deal.search([(fname, "!=", False)])

    def test_templates_are_configured_by_managers(self):
        for line in SETTINGS:
            with self.assertRaises(AccessError, msg=line):
                self.env[f"crm.handover.{line}"].with_user(self.all_leads).create({})
        template = self.env["crm.handover.template"].with_user(self.manager)
        self.assertTrue(template.create({"name": "Standard"}).part_ids)

    def test_templates_of_other_companies_are_for_those_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        role = self.env["project.role"].create({"name": "Trainer"})
        template = self._new_template(
            company_id=other.id,
            role_ids=[Command.create({"role_id": role.id})],
            task_ids=[Command.create({"name": "Ask", "day_offset": 3})],
        )
        for record in (template, template.role_ids, template.task_ids):
            record = record.with_user(self.manager)
            self.assertFalse(record.search([("id", "=", record.id)]), record)
            with self.assertRaises(AccessError):
                record.unlink()

    # --- channels ----------------------------------------------------------------------

    def test_methods_are_called_by_name(self):
        handover = self._submit()
        received = self.env["crm.handover"].with_user(self.receiver)
        values = {"defect_codes": ["wrong_person"], "comment": "x"}
        self.assertTrue(call_kw(received, "action_return", [handover.ids], values))
        sold = self.env["crm.handover"].with_user(self.salesman)
        self.assertTrue(call_kw(sold, "action_submit", [handover.ids], {}))
        self.assertTrue(call_kw(received, "action_accept", [handover.ids], {}))
        for method in ("_unlock", "_close", "_submit", "_take_version"):
            with self.assertRaises(AccessError):
                call_kw(received, method, [handover.ids], {})

    def test_a_context_from_a_client_unlocks_nothing(self):
        handover = self._submit().with_context(handover_unlocked=True)
        with self.assertRaisesRegex(UserError, "was submitted"):
            handover.scope_in = "x"

    def test_import_of_handovers(self):
        handovers = self.env["crm.handover"].with_user(self.salesman)
        result = handovers.load(
            ["lead_id/.id", "problem", "promise_ids/name"],
            [[self.deal.id, "Orders get lost", "Training"], ["", "", "Support at night"]],
        )
        self.assertEqual(result["messages"], [])
        handover = handovers.browse(result["ids"])
        self.assertEqual(len(handover.promise_ids), 2)
        self.assertEqual(handover.salesperson_id, self.salesman)
        with mute_logger("odoo.sql_db"):
            result = handovers.load(["lead_id/.id", "state"], [[self._new_deal().id, "Accepted"]])
        self.assertIn("by hand", result["messages"][0]["message"])
