from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverDelivery(DeliveryCommon):
    """What the dialog makes: a project of each kind, tasks, milestones, the brief."""

    def test_a_project_is_made_from_the_template_with_people_and_dates(self):
        handover = self._hand_over(project_name="Northwind onboarding", date_start="2030-01-07")
        project = handover.project_id
        self.assertEqual(handover.state, "submitted")
        self.assertEqual(project.name, "Northwind onboarding")
        self.assertFalse(project.is_template)
        self.assertEqual(project.user_id, self.receiver)
        self.assertEqual(project.partner_id, self.customer)
        self.assertEqual(project.lead_id, self.deal)
        self.assertEqual(project.date_start, date(2030, 1, 7))
        self.assertEqual(project.date, date(2030, 4, 1))
        by_name = {task.name: task for task in project.task_ids}
        self.assertEqual(by_name["Plan"].date_deadline, datetime(2030, 1, 12, 12))
        self.assertEqual(by_name["Book a room"].date_deadline, datetime(2030, 1, 15, 12))
        self.assertEqual(by_name["Book a room"].parent_id, by_name["Train"])
        self.assertFalse(by_name["Train"].date_deadline)
        self.assertEqual(by_name["Train"].user_ids, self.keeper)
        self.assertEqual(by_name["Ask how it went"].date_deadline, datetime(2030, 2, 9, 12))
        deadlines = {m.name: m.deadline for m in project.milestone_ids}
        self.assertEqual(deadlines["Trained"], date(2030, 1, 20))
        self.assertEqual(deadlines["Live"], date(2030, 3, 11))
        self.assertEqual(by_name["Train"].milestone_id.name, "Trained")

    def test_the_template_itself_gets_no_dates(self):
        self._hand_over()
        self.assertFalse(self.project_template.task_ids.filtered("date_deadline"))
        self.assertFalse(self.milestone.deadline)

    def test_promises_become_tasks_and_success_criteria_milestones(self):
        handover = self._hand_over()
        [promise], [criterion] = handover.promise_ids, handover.success_ids
        self.assertEqual(promise.task_id.project_id, handover.project_id)
        self.assertEqual(promise.task_id.name, promise.name)
        self.assertEqual(promise.task_id.user_ids, self.keeper)
        self.assertEqual(promise.task_id.date_deadline, datetime(2030, 2, 1, 12))
        self.assertEqual(criterion.milestone_id.project_id, handover.project_id)
        self.assertEqual(criterion.milestone_id.name, "Orders lost: 0")
        self.assertEqual(criterion.milestone_id.deadline, date(2030, 6, 30))

    def test_what_was_not_chosen_is_not_made(self):
        promises = [Command.create(self._prepare_promise(name=name)) for name in ("One", "Two")]
        handover = self._new_full_handover(promise_ids=promises)
        chosen = handover.promise_ids.filtered(lambda promise: promise.name == "Two")
        self._hand_over(handover, promise_ids=[Command.set(chosen.ids)], success_ids=False)
        tasks = {promise.name: promise.sudo().task_id for promise in handover.promise_ids}
        self.assertFalse(tasks["One"])
        self.assertTrue(tasks["Two"])
        self.assertFalse(handover.sudo().success_ids.milestone_id)

    def test_an_empty_project_is_made(self):
        handover = self._hand_over(project_mode="empty", project_name="Small")
        project = handover.project_id
        self.assertEqual(project.name, "Small")
        names = set(project.task_ids.mapped("name"))
        self.assertEqual(names, {"Training for ten people", "Ask how it went"})

    def test_an_existing_project_is_used_and_keeps_its_name(self):
        project = self.env["project.project"].create({"name": "Old one"})
        handover = self._hand_over(project_mode="existing", project_id=project.id)
        self.assertEqual(handover.project_id, project)
        self.assertEqual(project.lead_id, self.deal)
        self.assertEqual(project.name, "Old one")
        self.assertEqual(project.task_ids.mapped("name"), ["Training for ten people"])

    def test_a_project_of_another_deal_keeps_that_deal(self):
        other = self._new_deal(name="Line 3")
        project = self.env["project.project"].create({"name": "Old one", "lead_id": other.id})
        handover = self._hand_over(project_mode="existing", project_id=project.id)
        self.assertEqual(handover.project_id, project)
        self.assertEqual(project.lead_id, other)

    def test_a_packet_is_handed_over_without_any_project(self):
        handover = self._hand_over(project_mode="none")
        self.assertFalse(handover.project_id)
        self.assertFalse(handover.promise_ids.task_id)
        self.assertEqual(handover.state, "submitted")

    def test_a_project_that_names_the_deal_is_offered_as_the_existing_one(self):
        project = self.env["project.project"].create({"name": "Sold", "lead_id": self.deal.id})
        wizard = self._open_wizard(self._new_full_handover())
        self.assertEqual(wizard.project_mode, "existing")
        self.assertEqual(wizard.project_id, project)

    def test_receiver_manager_and_seller_follow_the_project(self):
        handover = self._hand_over(manager_id=self.project_manager.id)
        people = self.receiver | self.project_manager | self.salesman
        self.assertLessEqual(people.partner_id, handover.project_id.message_partner_ids)
        self.assertNotIn(self.customer, handover.project_id.message_partner_ids)

    def test_who_keeps_a_promise_follows_its_task(self):
        handover = self._new_full_handover().with_context(tracking_disable=False)
        task = self._hand_over(handover).promise_ids.task_id
        self.assertIn(self.keeper.partner_id, task.message_partner_ids)

    def test_the_seller_does_not_follow_each_task(self):
        handover = self._hand_over()
        tasks = handover.project_id.task_ids - handover.promise_ids.task_id
        self.assertNotIn(self.salesman.partner_id, tasks.message_partner_ids)

    def test_the_project_tells_its_readers_the_brief_and_nothing_internal(self):
        secret = self._prepare_promise(name="Discount of a third", source="At the fair")
        shown = self._prepare_promise(name="Training", is_customer_visible=True)
        handover = self._hand_over(
            self._new_full_handover(promise_ids=[Command.create(secret), Command.create(shown)])
        )
        [update] = handover.project_id.update_ids
        self.assertIn("No order is lost", update.description)
        self.assertIn("Training", update.description)
        internal = ("Discount", "At the fair", "hampion", "30 days net", "Line 4")
        for words in internal:
            self.assertNotIn(words, update.description)

    def test_the_preview_says_what_will_be_made(self):
        wizard = self._open_wizard(self._new_full_handover())
        text = "\n".join(line["text"] for line in wizard.preview)
        self.assertIn("from “Onboarding” with 3 tasks", text)
        self.assertIn("Promises that become tasks: 1", text)
        self.assertIn("Success criteria that become milestones: 1", text)
        self.assertIn("The customer is not written to", text)

    def test_where_no_ticket_was_made_a_sentence_says_so(self):
        handover = self._hand_over().with_user(self.receiver)
        self.assertFalse(handover.has_ticket)
        with self.assertRaisesRegex(UserError, "“Line 4” has no ticket"):
            handover.action_open_ticket()

    def test_the_dialog_leads_through_three_steps_and_back(self):
        wizard = self._open_wizard(self._new_full_handover())
        steps = [wizard.step]
        for step in (wizard.action_next, wizard.action_next, wizard.action_next):
            self.assertEqual(step()["res_id"], wizard.id)
            steps.append(wizard.step)
        self.assertEqual(steps, ["packet", "project", "preview", "preview"])
        wizard.action_back()
        self.assertEqual(wizard.step, "project")

    def test_the_deal_shows_its_projects(self):
        handover = self._hand_over()
        deal = self.deal.with_user(self.salesman)
        self.assertEqual(deal.project_ids, handover.project_id)
        self.assertEqual(deal.project_count, 1)
        action = deal.action_view_project_ids()
        self.assertEqual(action["res_model"], "project.task")

    def test_the_project_leads_to_the_packet_for_its_readers_only(self):
        project = self._hand_over().project_id
        self.assertEqual(project.with_user(self.receiver).handover_count, 1)
        self.assertEqual(len(project.with_user(self.receiver).handover_promise_ids), 1)
        self.assertEqual(project.with_user(self.employee).handover_count, 0)
        self.assertFalse(project.with_user(self.employee).handover_promise_ids)
