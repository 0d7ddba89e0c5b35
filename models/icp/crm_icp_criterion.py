import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...tools import condition
from ...tools.loading import is_loading

FIT, DISQUALIFIER = "fit", "disqualifier"


class CrmIcpCriterion(models.Model):
    _name = "crm.icp.criterion"
    _description = "ICP Criterion"
    _order = "profile_id, sequence, id"

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
        # Constraints run elevated; what a person may not read is judged as that person.
        for criterion in self.sudo(self.env.uid == SUPERUSER_ID):
            criterion._check_condition()

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

    def _check_condition(self):
        """Raise a ``ValidationError`` that names the place when the condition cannot be
        used by the current user: broken, private, binary, unreadable or circular."""
        self.ensure_one()
        try:
            domain = condition.parse(self.domain)
            for leaf in condition.walk(domain, self.env["crm.lead"]):
                self._check_leaf(leaf)
            self._check_runs(domain)
        except condition.ConditionError as error:
            raise ValidationError(self._get_condition_sentence(error)) from error

    def _check_leaf(self, leaf):
        for field in leaf.fields:
            model = self.env[field.model_name]
            if field.type in condition.REFUSED_TYPES:
                raise condition.ConditionError("type", leaf.path)
            if field.model_name == "crm.lead" and field.name.startswith("icp_"):
                raise condition.ConditionError("circular", leaf.path)
            if not (field.store or field.related):
                raise condition.ConditionError("computed", leaf.path)
            if not (model.has_access("read") and model._has_field_access(field, "read")):
                raise condition.ConditionError("access", leaf.path)
        self._check_comparison(leaf)

    def _check_comparison(self, leaf):
        field = leaf.fields[-1]
        if field.company_dependent and not self.profile_id.company_id:
            raise condition.ConditionError("company", leaf.path)
        values = leaf.value if isinstance(leaf.value, condition.COLLECTIONS) else [leaf.value]
        by_name = any(isinstance(value, str) for value in values)
        if field.relational and by_name and leaf.operator not in condition.SUBDOMAIN_OPERATORS:
            raise condition.ConditionError("by_name", leaf.path)

    def _check_runs(self, domain):
        """Let the database read the condition, without running it on any row."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        try:
            with self.env.cr.savepoint():
                query = leads._search(domain)
                self.env.execute_query(SQL("SELECT FROM (%s) AS lead LIMIT 0", query.select()))
        except AccessError:
            raise
        except (ValueError, TypeError, UserError, psycopg2.Error, AssertionError) as error:
            raise condition.ConditionError("value", str(error).splitlines()[0]) from error

    def _get_condition_sentence(self, error):
        """Return what to tell the person who wrote the condition."""
        sentence = {
            "syntax": self.env._("it cannot be read as a condition"),
            "operator": self.env._("this operator only works on a relation"),
            "unknown_field": self.env._("there is no such field"),
            "type": self.env._("fields of this type cannot be compared"),
            "circular": self.env._("a criterion cannot look at the score itself"),
            "computed": self.env._("this field is not stored, choose a stored one"),
            "access": self.env._("you may not read this field"),
            "company": self.env._(
                "this field has a value per company, so the profile needs a company"
            ),
            "by_name": self.env._("choose records, or compare the name of the related record"),
            "value": self.env._("this comparison does not work"),
        }[error.reason]
        return self.env._(
            "Condition of “%(criterion)s”: %(sentence)s (%(place)s).",
            criterion=self.name,
            sentence=sentence,
            place=error.place,
        )
