from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .icp_common import IcpCommon


@tagged("post_install", "-at_install")
class TestCriterion(IcpCommon):
    def assertRefused(self, domain, *words):
        """Assert that saving is refused with one sentence that holds each of the words."""
        with self.assertRaises(ValidationError) as refusal:
            self._new_profile((domain, 10))
        for word in ("Criterion 0", *words):
            self.assertIn(word, str(refusal.exception))

    def test_unknown_field_is_refused_and_named(self):
        self.assertRefused([("nonsense", "=", 1)], "nonsense")
        self.assertRefused([("partner_id.nonsense", "=", 1)], "partner_id.nonsense")
        self.assertRefused([("name.length", ">", 1)], "name.length")
        self.assertRefused(
            [("partner_id", "any", [("category_id", "any", [("nope", "=", 1)])])], "nope"
        )

    def test_broken_syntax_is_refused_and_shown(self):
        self.assertRefused("[('name', '=', ", "[('name'")
        self.assertRefused("[('name', '=')]")
        self.assertRefused("['&', ('name', '=', 'x')]")
        self.assertRefused("42")

    def test_code_is_never_evaluated(self):
        self.assertRefused("[('name', '=', __import__('os').getcwd())]", "__import__")
        self.assertRefused("[('create_date', '>', context_today())]", "context_today")
        self.assertRefused("[" * 5000)

    def test_binary_field_is_refused(self):
        self.assertRefused([("partner_id.image_1920", "!=", False)], "partner_id.image_1920")

    def test_field_that_is_not_stored_is_refused(self):
        self.assertRefused([("is_rotting", "=", True)], "is_rotting")

    def test_private_field_is_refused(self):
        self.assertRefused([("user_id.password", "!=", False)], "user_id.password")

    def test_score_itself_is_refused(self):
        self.assertRefused([("icp_score", ">", 5)], "icp_score")
        self.assertRefused([("partner_id.opportunity_ids.icp_tier", "=", "a")], "icp_tier")

    def test_comparison_that_cannot_work_is_refused(self):
        self.assertRefused([("employee_count", ">", "many")])
        self.assertRefused([("country_id", "ilike", "belg")], "country_id")
        self.assertRefused([("name", "any", [("id", "=", 1)])], "name")
        self.assertRefused([("name", "resembles", "x")])

    def test_field_the_publisher_may_not_read_is_refused(self):
        domain = [("user_id.login_date", "!=", False)]
        field = self.env["res.users"]._fields["login_date"]
        self.patch(field, "groups", "base.group_system")
        with self.assertRaisesRegex(ValidationError, "login_date"):
            self._new_profile_as(self.manager, domain)

    def test_draft_of_somebody_with_more_rights_is_refused_to_the_publisher(self):
        field = self.env["res.partner"]._fields["ref"]
        profile = self._new_profile(([("partner_id.ref", "!=", False)], 10))
        self.patch(field, "groups", "base.group_system")
        with self.assertRaisesRegex(ValidationError, "partner_id.ref"):
            profile.with_user(self.manager).action_publish()

    def test_relative_dates_and_sub_domains_are_accepted(self):
        profile = self._new_profile(
            ([("create_date", ">=", "today -90d")], 5),
            ([("partner_id", "any", [("industry_id", "=", self.industry.id)])], 5),
            (["|", ("tag_ids.name", "ilike", "x"), "!", ("email_from", "=", False)], 5),
        )
        self.assertEqual(len(profile.criterion_ids), 3)

    def test_disqualifier_needs_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "reason"):
            self.env["crm.icp.criterion"].create(
                {
                    "profile_id": self._new_profile().id,
                    "name": "Competitor",
                    "kind": "disqualifier",
                    "domain": "[('name', 'ilike', 'rival')]",
                }
            )

    def test_company_dependent_field_needs_a_profile_with_a_company(self):
        field = next(
            field
            for field in self.env["res.partner"]._fields.values()
            if field.company_dependent and field.type in ("char", "many2one", "boolean")
        )
        self.assertRefused([(f"partner_id.{field.name}", "=", False)], field.name)
        self._new_profile(
            ([(f"partner_id.{field.name}", "=", False)], 10), company_id=self.env.company.id
        )

    def test_criteria_of_a_published_profile_are_frozen(self):
        profile = self._publish(([("employee_count", ">", 1)], 10))
        criterion = profile.criterion_ids
        for change in ({"weight": 99}, {"domain": "[]"}, {"name": "Renamed"}):
            with self.assertRaises(UserError):
                criterion.write(change)
        with self.assertRaises(UserError):
            criterion.unlink()
        with self.assertRaises(UserError):
            criterion.copy()
        self.assertEqual(criterion.weight, 10)

    def _new_profile_as(self, user, domain):
        profile = self.env["crm.icp.profile"].with_user(user).create({"name": "Theirs"})
        return (
            self.env["crm.icp.criterion"]
            .with_user(user)
            .create({"profile_id": profile.id, "name": "Criterion 0", "domain": str(domain)})
        )
