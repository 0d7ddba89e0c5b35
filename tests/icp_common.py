from odoo.fields import Command

from .common import PlaybookCommon


class IcpCommon(PlaybookCommon):
    """Short ways to make profiles and score; a lead that is nobody's."""

    login_prefix = "icp"
    team_name = "Industry"
    changes_registry = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.deal

    @classmethod
    def _make_room(cls):
        cls.other_team = cls.env["crm.team"].create({"name": "Retail"})
        # One by one: a neighbour that bridges are tested with refuses several at once.
        cls.industry = cls.env["res.partner.industry"].create({"name": "Machine building"})
        cls.other_industry = cls.env["res.partner.industry"].create({"name": "Fashion"})
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Too small for us"})

    @classmethod
    def _make_deal(cls):
        return cls._new_deal(partner_id=cls.customer.id)

    @classmethod
    def _prepare_deal(cls):
        return {**super()._prepare_deal(), "user_id": False}

    @classmethod
    def _new_lead(cls, **values):
        return cls._new_deal(**{"name": "Lead", **values})

    def _get_followed(self):
        return {"icp_score_ids": self.env["crm.icp.profile"]._get_dependency_paths()}

    def _new_profile(self, *criteria, **values):
        """Return a draft; a criterion is ``(domain, weight)``, a disqualifier
        ``(domain, None)``."""
        return self.env["crm.icp.profile"].create(
            {
                "name": "Makers",
                "criterion_ids": [
                    Command.create(self._prepare_criterion(number, *criterion))
                    for number, criterion in enumerate(criteria)
                ],
                **values,
            }
        )

    def _prepare_criterion(self, number, domain, weight):
        values = {"name": f"Criterion {number}", "domain": str(domain), "sequence": number}
        if weight is None:
            return {**values, "kind": "disqualifier", "lost_reason_id": self.reason.id}
        return {**values, "weight": weight}

    def _publish(self, *criteria, **values):
        """Publish a new profile and score all leads, as the background job would."""
        profile = self._new_profile(*criteria, **values)
        profile.action_publish()
        self._rescore()
        return profile

    def _rescore(self):
        run = self.env["crm.icp.rescoring"].search([("state", "=", "running")], limit=1)
        while run._process_batch():
            pass
        self.env.invalidate_all()

    def assertScore(self, lead, score, tier=None, coverage=None):
        """Assert the score, and that its explanation adds up to it."""
        self.assertEqual(lead.icp_score, score)
        if tier is not None:
            self.assertEqual(lead.icp_tier, tier)
        if coverage is not None:
            self.assertEqual(lead.icp_coverage, coverage)
        lines = lead.get_icp_explanation()
        self.assertAlmostEqual(sum(line["points"] for line in lines), score, places=6)
