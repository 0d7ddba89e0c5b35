from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

FULL = 100
# What the parts look at besides the fields of the packet.
FURTHER_DEPENDENCIES = ("partner_id", "promise_ids.owner_id", "promise_ids.date_due")


class CrmHandover(models.Model):
    """How much of what is asked for is there. One method per part says whether it is filled."""

    _inherit = "crm.handover"

    @api.model
    def _get_completeness_dependencies(self):
        """Return what completeness depends on. A bridge adds what its parts look at besides
        the packet."""
        return [*self._get_packet_fields(), *FURTHER_DEPENDENCIES]

    @api.depends(lambda self: self._get_completeness_dependencies())
    def _compute_completeness(self):
        for handover in self:
            handover.completeness = handover._get_share(handover._find_missing_parts())

    def _get_share(self, missing):
        """Return how much of what is asked of one handover is there, in percent."""
        asked = len(self._get_parts())
        return FULL * (asked - len(missing)) // asked if asked else FULL

    @api.depends(lambda self: self._get_completeness_dependencies())
    def _compute_missing_part_ids(self):
        for handover in self:
            handover.missing_part_ids = handover._find_missing_parts()

    def _find_missing_parts(self):
        """Return the parts that are asked of one handover and not filled."""
        return self._get_parts().filtered(lambda part: not self._is_filled(part))

    def _get_parts(self):
        """Return the parts that are asked of one handover."""
        # sudo: what is asked for is shown to whoever reads the handover
        if template := self.template_id.sudo():
            return template.part_ids.with_env(self.env)
        return self.env["crm.handover.part"].browse(self._get_default_part_ids())

    @api.model
    @ormcache()
    def _get_default_part_ids(self):
        """Return the ids of the parts that are asked for without a template."""
        # sudo: as above
        return self.env["crm.handover.part"].sudo().search([("is_default", "=", True)]).ids

    def _is_filled(self, part):
        """Tell whether one part is filled, by the method of its code."""
        method = getattr(self, f"_is_{part.code}_filled", None)
        # Without a method, the bridge that brought the part is gone.
        return method() if method else True

    def _check_complete(self, receiver=None):
        """Refuse packets below the minimum of their template, with what is missing.

        :param receiver: who is going to receive them, where that is not written yet
        """
        for handover in self:
            minimum = handover.template_id.min_completeness
            missing, share = handover.missing_part_ids, handover.completeness
            if receiver:
                missing = missing.filtered(lambda part: part.code != "receiver")
                share = handover._get_share(missing)
            if share < minimum:
                handover._refuse_incomplete(minimum, missing)

    def _get_missing_to_submit(self):
        """Return the parts that one packet lacks to be submitted; none where it has enough."""
        minimum = self.template_id.min_completeness
        return self.missing_part_ids if self.completeness < minimum else self.missing_part_ids[:0]

    def _check_template(self):
        """Refuse a template that is not meant for the deal, or none where there is one: it
        would ask for less. Managers may choose any."""
        if self.env.su or self.env.user.has_group("sales_team.group_sale_manager"):
            return
        Template = self.env["crm.handover.template"].sudo()  # sudo: as in _get_parts
        for handover in self.filtered("lead_id"):
            # sudo: the user may change the deal
            fitting = Template.search(Template._get_domain_for_lead(handover.lead_id.sudo()))
            if fitting and handover.template_id not in fitting:
                raise UserError(
                    self.env._(
                        "Choose a template for “%(name)s” that is meant for its deal:"
                        " %(templates)s.",
                        name=handover.name,
                        templates=", ".join(fitting.mapped("name")),
                    )
                )

    @api.model
    def _has_text(self, text):
        return bool((text or "").strip())

    # --- one method per part -----------------------------------------------------------

    def _is_customer_filled(self):
        return bool(self.partner_id)

    def _is_receiver_filled(self):
        return bool(self.to_user_id)

    def _is_problem_filled(self):
        return self._has_text(self.problem)

    def _is_why_now_filled(self):
        return self._has_text(self.why_now)

    def _is_outcome_filled(self):
        return self._has_text(self.outcome)

    def _is_success_filled(self):
        return bool(self.success_ids)

    def _is_scope_in_filled(self):
        return self._has_text(self.scope_in)

    def _is_scope_out_filled(self):
        return self._has_text(self.scope_out)

    def _is_promises_filled(self):
        """Either something was promised, or somebody says that nothing was."""
        return bool(self.promise_ids) or self.no_promises

    def _is_promise_owners_filled(self):
        return all(promise.owner_id and promise.date_due for promise in self.promise_ids)

    def _is_risks_filled(self):
        return bool(self.risk_ids)

    def _is_terms_filled(self):
        return self._has_text(self.commercial_terms)

    def _is_timeline_filled(self):
        return bool(self.date_kickoff and self.date_golive)

    def _is_people_filled(self):
        return bool(self.contact_ids)

    def _is_documents_filled(self):
        return bool(self.document_ids)
