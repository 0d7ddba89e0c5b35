from odoo.fields import Command
from odoo.tests import Form, tagged

from .stock_common import StockCommon, calls


@tagged("post_install", "-at_install")
class TestStockProjects(StockCommon):
    """Projects, for people of delivery without any right in Sales, and for customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project_user = cls._new_user("stock_project_user", "project.group_project_user")
        cls.project_manager = cls._new_user(
            "stock_project_manager", "project.group_project_manager"
        )
        cls.project = cls.env["project.project"].create(
            {
                "name": "Line 4",
                "lead_id": cls.deal.id,
                "allow_milestones": True,
                "privacy_visibility": "portal",
            }
        )
        cls.milestone = cls.env["project.milestone"].create(
            {"name": "Live", "project_id": cls.project.id, "deadline": "2031-01-01"}
        )
        cls.task = cls.env["project.task"].create(
            {"name": "Train", "project_id": cls.project.id, "milestone_id": cls.milestone.id}
        )
        if cls.in_use:
            cls.handover.sudo().project_id = cls.project
            cls.handover.promise_ids.sudo().task_id = cls.task

    @calls("project.milestone.copy_data", "project.task.copy_data")
    def test_copy(self):
        self.assertAsStock(self.project.with_user(self.project_manager).copy)
        self.assertAsStock(lambda: self.project.with_user(self.project_manager).copy().task_ids)
        self.assertAsStock(
            lambda: self.project.with_user(self.project_manager).copy().milestone_ids
        )
        self.assertAsStock(self.task.with_user(self.project_user).copy)
        self.assertAsStock(self.milestone.with_user(self.project_user).copy)

    @calls("project.task.write")
    def test_work_on_a_task(self):
        task = self.task.with_user(self.project_user)
        for values in ({"name": "Teach"}, {"state": "1_done"}, {"state": "1_canceled"}):
            self.assertAsStock(lambda values=values: task.write(values) and task)
        self.assertAsStock(task.unlink)
        with Form(task.browse()) as form:
            form.name = "By form"
            form.project_id = self.project.with_user(self.project_user)
        self.assertTrue(form.record)

    def test_customer_closes_a_shared_task(self):
        customer = self.portal.partner_id
        self.project.collaborator_ids = [Command.create({"partner_id": customer.id})]
        self.project.message_subscribe(partner_ids=customer.ids)
        task = self.task.with_user(self.portal)
        self.assertAsStock(lambda: task.write({"state": "1_done"}) and task)
        self.assertAsStock(lambda: task.read(["name", "state"]))

    def test_work_on_a_project(self):
        project = self.project.with_user(self.project_manager)
        projects = project.browse()
        self.assertAsStock(lambda: projects.create({"name": "New"}))
        self.assertAsStock(lambda: project.write({"name": "Line 5", "active": False}) and project)
        self.assertAsStock(project.unlink)
        with Form(projects) as form:
            form.name = "By form"
        self.assertTrue(form.record)

    def test_views_hold_what_the_reader_may_see(self):
        for user in (self.project_user, self.project_manager, self.portal):
            for model in ("project.project", "project.task", "project.milestone"):
                self.assertShowsNothingMore(self.env[model].with_user(user))


@tagged("post_install", "-at_install")
class TestStockProjectsInUse(TestStockProjects):
    in_use = True
