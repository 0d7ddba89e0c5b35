from odoo import fields, models


class CrmHandoverTemplateTask(models.Model):
    """When something of the project is due, counted from the kick-off. Project templates do
    not copy dates, so they are kept here."""

    _name = "crm.handover.template.task"
    _description = "Date of a Handover Template"
    _order = "day_offset, id"

    template_id = fields.Many2one(
        "crm.handover.template", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(help="What is to be done; for a task of its own.")
    task_id = fields.Many2one(
        "project.task", "Task of the Project Template", ondelete="cascade", index="btree_not_null"
    )
    milestone_id = fields.Many2one(
        "project.milestone",
        "Milestone of the Project Template",
        ondelete="cascade",
        index="btree_not_null",
    )
    is_milestone = fields.Boolean("Milestone", help="Becomes a milestone instead of a task.")
    day_offset = fields.Integer("Days from Kick-off")

    _something = models.Constraint(
        "CHECK(task_id IS NOT NULL OR milestone_id IS NOT NULL OR COALESCE(name, '') <> '')",
        "Choose a task or a milestone of the project template, or give it a name.",
    )
