from odoo import api, fields, models
from odoo.fields import Domain


class CrmPlaybookExample(models.Model):
    """Which records were made as examples, so that they can be taken away again.

    What somebody puts to use is theirs: it is an example no more, and stays.
    """

    _name = "crm.playbook.example"
    _description = "Example of the Playbook"

    step = fields.Char(required=True)
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)

    @api.model
    def _note(self, step, records):
        """Note that these records, which the user has just made, are the examples of a step."""
        # sudo: nobody else says what an example is
        self.sudo().create(
            [{"step": step, "res_model": records._name, "res_id": id_} for id_ in records.ids]
        )

    @api.model
    def _get_own(self):
        """Return the examples that the user may delete, or that are gone, the last first: it may
        need what was made before it. Those of other companies are not theirs."""
        examples = self.search(Domain.TRUE, order="id desc")  # a handful
        foreign = self.browse()
        for model, group in examples.grouped("res_model").items():
            records = self.env[model].browse(group.mapped("res_id")).exists()
            out_of_reach = records - records._filtered_access("unlink")
            foreign |= group.filtered(lambda each, ids=out_of_reach.ids: each.res_id in ids)
        return examples - foreign

    def _get_drafts(self):
        """Return ``{step: records}`` of the examples that are there still and not in use."""
        found, setup = {}, self.env["crm.playbook.setup"]
        groups = self.grouped(lambda each: (each.step, each.res_model))
        for (step, model), examples in groups.items():
            records = self.env[model].browse(examples.mapped("res_id")).exists()
            is_draft = getattr(setup, f"_is_draft_{model.replace('.', '_')}")
            drafts = records.filtered(is_draft)
            if drafts:
                found[step] = drafts
        return found
