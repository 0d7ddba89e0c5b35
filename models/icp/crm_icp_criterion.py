from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import condition
from ...tools.loading import is_loading
from .constants import DISQUALIFIER, FIT, STATE_CHANGE

RESULT_PREFIX = "icp_"


class CrmIcpCriterion(models.Model):
    _name = "crm.icp.criterion"
    _description = "ICP Criterion"
    _inherit = ["crm.condition.mixin"]
    _order = "profile_id, sequence, id"

    _condition_fields = ("domain",)
    _condition_is_followed = True
    _condition_needs_store = True

    profile_id = fields.Many2one("crm.icp.profile", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [(FIT, "Fit"), (DISQUALIFIER, "Disqualifier")], required=True, default=FIT
    )
    domain = fields.Char(
        "Condition",
        required=True,
        default="[]",
        help="Leads that satisfy this condition match the criterion. A lead whose data for it "
        "is missing counts as unknown, neither matched nor missed.",
    )
    weight = fields.Integer(
        default=10,
        help="Points that a match adds, or takes when negative. "
        "The score is their share of all positive weights.",
    )
    lost_reason_id = fields.Many2one(
        "crm.lost.reason",
        string="Reason",
        ondelete="restrict",
        help="Why a lead that matches this disqualifier is not for us.",
    )
    look_again_days = fields.Integer(
        "Look Again After (days)",
        help="When a disqualified lead is marked as lost, plan an activity this many days "
        "later. 0 plans none.",
    )
    state = fields.Selection(related="profile_id.state")

    _look_again_days_positive = models.Constraint(
        "CHECK(look_again_days >= 0)", "The days until a second look cannot be negative."
    )

    @api.constrains("domain", "profile_id")
    def _check_domain(self):
        # A new version begins with all of the old one; it is checked when it is published.
        if self.env.context.get("icp_state_change") is not STATE_CHANGE:
            self._check_conditions("domain")

    @api.constrains("kind", "lost_reason_id")
    def _check_reason(self):
        for criterion in self:
            if criterion.kind == DISQUALIFIER and not criterion.lost_reason_id:
                raise ValidationError(
                    self.env._("Give the disqualifier “%(name)s” a reason.", name=criterion.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria.profile_id._check_editable()
        return criteria

    def write(self, vals):
        self.profile_id._check_editable()
        result = super().write(vals)
        self.profile_id._check_editable()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_only_drafts(self):
        if not is_loading(self.env):
            self.profile_id._check_editable()

    def unlink(self):
        criterion_ids = self.ids
        result = super().unlink()
        self.env["crm.icp.score"]._forget_disqualifiers(criterion_ids)
        return result

    @api.model
    def _get_warning_dependencies(self):
        return [*super()._get_warning_dependencies(), "profile_id.company_id"]

    @api.model
    def _get_condition_results(self):
        fnames = self.env["crm.lead"]._fields
        return tuple(fname for fname in fnames if fname.startswith(RESULT_PREFIX))

    def _check_leaf(self, leaf):
        if any(field.company_dependent for field in leaf.fields) and not self.profile_id.company_id:
            raise condition.ConditionError("company", leaf.path)
        by_name = any(isinstance(value, str) for value in condition.get_values(leaf))
        if leaf.fields[-1].relational and by_name:
            raise condition.ConditionError("by_name", leaf.path)
        return super()._check_leaf(leaf)

    @api.model
    def _get_condition_reasons(self):
        return {
            **super()._get_condition_reasons(),
            "by_name": self.env._("Choose records, or compare the name of the related record."),
            "circular": self.env._("A criterion cannot look at the score itself."),
            "company": self.env._(
                "This field has a value per company, so the profile needs a company."
            ),
            "held": self.env._(
                "Whoever wrote it may not read all that it looks at. Somebody who may has to make "
                "a new version of the profile and publish it."
            ),
        }
