from odoo import api, fields, models


class ResPartner(models.Model):
    """One number of employees: ``employee_count`` is the neighbour's ``employee_quantity``."""

    _inherit = "res.partner"

    # Stored, as conditions of ICP criteria ask for it.
    employee_count = fields.Integer(
        related="employee_quantity", store=True, readonly=False, copy=False
    )

    @api.model
    def _commercial_fields(self):
        """Keep contacts in step with their company, whichever of the two was written."""
        return [*super()._commercial_fields(), "employee_quantity"]

    @api.model
    def _unite_employee_counts(self):
        """Make one number of both fields. Where both say one and differ, the neighbour's goes on
        and ours is noted on the company, so that nothing is lost."""
        known = ["|", ("employee_count", "!=", 0), ("employee_quantity", "!=", 0)]
        partners = self.with_context(active_test=False, tracking_disable=True).search(known)
        differing = partners.filtered(lambda p: p.employee_count != p.employee_quantity)
        companies = differing.filtered(lambda p: p == p.commercial_partner_id)
        companies._note_former_counts()
        companies._take_one_number()
        # Core passes on what changes, and the number that goes on may have been there before.
        for company in companies:
            company._commercial_sync_to_descendants(["employee_quantity"])
        (differing - companies)._take_one_number()

    def _take_one_number(self):
        """Let the neighbour's number go on, and ours where there is none."""
        numbers = self.grouped(lambda p: p.employee_quantity or p.employee_count)
        for number, same in numbers.items():
            same.employee_quantity = number
            self.env.add_to_compute(self._fields["employee_count"], same)

    def _note_former_counts(self):
        """Write the numbers that give way on those that have two."""
        noted = self.filtered(lambda p: p.employee_count and p.employee_quantity)
        bodies = {
            partner.id: self.env._(
                "Employees were %(former)s here and %(current)s in Employee Quantity, which "
                "goes on.",
                former=partner.employee_count,
                current=partner.employee_quantity,
            )
            for partner in noted
        }
        noted._message_log_batch(bodies)
