from odoo.exceptions import UserError
from odoo.fields import Command

from .handover_common import HandoverCommon


class DeliveryCommon(HandoverCommon):
    """A project template of three tasks, one of them below another, and a milestone; a
    handover template that dates them; short ways to hand over as the salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project_manager = cls._new_user("hand_project", "project.group_project_manager")
        cls.role = cls.env["project.role"].create({"name": "Trainer"})
        cls.project_template = cls.env["project.project"].create(
            {"name": "Onboarding", "is_template": True, "allow_milestones": True}
        )
        cls.milestone = cls._new_milestone("Trained")
        cls.plan_task, cls.train_task = cls.env["project.task"].create(
            [
                {"name": "Plan", "project_id": cls.project_template.id},
                {
                    "name": "Train",
                    "project_id": cls.project_template.id,
                    "role_ids": [Command.set(cls.role.ids)],
                    "milestone_id": cls.milestone.id,
                },
            ]
        )
        cls.book_task = cls.env["project.task"].create(
            {
                "name": "Book a room",
                "project_id": cls.project_template.id,
                "parent_id": cls.train_task.id,
            }
        )
        cls.template = cls.env["crm.handover.template"].create(
            {
                "name": "Standard",
                "to_user_id": cls.receiver.id,
                "project_template_id": cls.project_template.id,
                "role_ids": [
                    Command.create(
                        {"role_id": cls.role.id, "assign_to": "user", "user_id": cls.keeper.id}
                    )
                ],
                "task_ids": [
                    Command.create({"task_id": cls.plan_task.id, "day_offset": 2}),
                    Command.create({"task_id": cls.book_task.id, "day_offset": 5}),
                    Command.create({"milestone_id": cls.milestone.id, "day_offset": 10}),
                    Command.create({"name": "Ask how it went", "day_offset": 30}),
                    Command.create({"name": "Live", "is_milestone": True, "day_offset": 60}),
                ],
            }
        )

    @classmethod
    def _new_milestone(cls, name, project=None):
        project = project or cls.project_template
        return cls.env["project.milestone"].create({"name": name, "project_id": project.id})

    def _open_wizard(self, handover, user=None, **values):
        """Return the dialog as the salesperson fills it in."""
        wizard = self.env["crm.handover.wizard"].with_context(**handover.env.context)
        wizard = wizard.with_user(user or self.salesman)
        return wizard.create({"handover_id": handover.id, **values})

    def _hand_over(self, handover=None, **values):
        """Hand over, and return the handover with its project as the system sees it."""
        handover = handover or self._new_full_handover()
        self._open_wizard(handover, **values).action_hand_over()
        return handover.sudo()

    def _count_everything(self):
        models = ("project.project", "project.task", "project.milestone", "project.update")
        everything = {"active_test": False}
        return {
            model: self.env[model].with_context(**everything).search_count([]) for model in models
        }

    def assertRefused(self, handover, *words, wizard=None, **values):
        """Assert that handing over is refused with a sentence that holds the words, and that
        nothing was made, even for a caller who swallows the refusal."""
        wizard = wizard or self._open_wizard(handover, **values)
        before, state = self._count_everything(), handover.state
        message = None
        try:  # no assertRaises: its savepoint would undo what the caller leaves behind
            wizard.action_hand_over()
        except UserError as refusal:
            message = str(refusal)
        self.assertIsNotNone(message, "Handing over was not refused")
        for word in words:
            self.assertIn(word, message)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._count_everything(), before)
        self.assertEqual(handover.sudo().state, state)
        self.assertFalse(handover.sudo().promise_ids.task_id)
