from odoo import api, models
from odoo.fields import Command

from ..deal.setup import Step
from .constants import PUBLISHED, ROOM

DRAFT = "draft"
SECTORS = "base.res_partner_industry_%s"


class CrmPlaybookSetup(models.AbstractModel):
    """Describing the ideal customer."""

    _inherit = "crm.playbook.setup"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "profile": Step(ROOM, "crm.icp.profile", 20)}

    def _get_step_profile(self):
        title = self.env._("Describe Your Ideal Customer")
        count = self.env["crm.icp.profile"].search_count([("state", "=", PUBLISHED)])
        return self._make_step(
            title,
            self.env._("Every lead shows a tier from A to D, and from what it is made."),
            5,
            self._make_list(title, "crm.icp.profile"),
            is_done=count,
            fact=self.env._("Published profiles: %s", count) if count else "",
        )

    def _is_draft_crm_icp_profile(self, profile):
        return profile.state == DRAFT

    def _is_draft_crm_lost_reason(self, reason):
        uses = [("lost_reason_id", "=", reason.id)]
        # sudo: whether anybody uses it, in any company
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        criteria = self.env["crm.icp.criterion"].sudo()
        return not criteria.search_count(uses, limit=1) and not leads.search_count(uses, limit=1)

    def _make_example_profile(self, industry):
        name, criteria = getattr(self, f"_describe_{industry}")()
        return self.env["crm.icp.profile"].create(
            {
                "name": name,
                "company_id": self._get_company().id,
                "criterion_ids": [
                    Command.create({**values, "sequence": number})
                    for number, values in enumerate(criteria)
                ],
            }
        )

    def _describe_machines(self):
        return self.env._("Machine Builders We Serve Best"), [
            self._of_sector(self.env._("Makes or moves things"), 30, "C", "H"),
            self._between(self.env._("50 to 2,000 people"), 25, 50, 2000),
            self._at_least(self.env._("Revenue of 10 million or more"), 20, 10_000_000),
            self._happened(10),
            self._with_budget(15),
            self._too_small(self.env._("Fewer than 10 people"), 10),
        ]

    def _describe_software(self):
        free_mail = [("email_from", "ilike", at) for at in ("@gmail.", "@gmx.")]
        return self.env._("Companies Our Software Is Made For"), [
            self._of_sector(self.env._("Works with data all day"), 25, "J", "K", "M"),
            self._between(self.env._("20 to 500 people"), 30, 20, 500),
            self._at_least(self.env._("Revenue of 2 million or more"), 15, 2_000_000),
            self._happened(20),
            {
                "name": self.env._("Writes from a free mail address"),
                "domain": repr(["|", *free_mail]),
                "weight": -10,
            },
            self._too_small(self.env._("Fewer than 5 people"), 5),
        ]

    def _describe_agency(self):
        return self.env._("Clients Who Stay"), [
            self._of_sector(self.env._("Sells to consumers"), 20, "G", "I", "R"),
            self._between(self.env._("20 to 1,000 people"), 20, 20, 1000),
            self._at_least(self.env._("Revenue of 5 million or more"), 25, 5_000_000),
            self._with_budget(25),
            self._happened(10),
            {
                "name": self.env._("The budget is below 3,000"),
                **self._disqualify(),
                "domain": repr([("budget", ">", 0), ("budget", "<", 3000)]),
            },
        ]

    # --- criteria ----------------------------------------------------------------------

    def _of_sector(self, name, weight, *letters):
        sectors = [self.env.ref(SECTORS % each, raise_if_not_found=False) for each in letters]
        ids = [sector.id for sector in sectors if sector]
        return {"name": name, "weight": weight, "domain": repr([("industry_id", "in", ids)])}

    def _between(self, name, weight, least, most):
        domain = [("employee_count", ">=", least), ("employee_count", "<=", most)]
        return {"name": name, "weight": weight, "domain": repr(domain)}

    def _at_least(self, name, weight, amount):
        domain = [("annual_revenue", ">=", amount)]
        return {"name": name, "weight": weight, "domain": repr(domain)}

    def _with_budget(self, weight):
        return {
            "name": self.env._("Money is set aside"),
            "weight": weight,
            "domain": repr([("budget", ">", 0)]),
        }

    def _happened(self, weight):
        return {
            "name": self.env._("Something happened that makes them buy"),
            "weight": weight,
            "domain": repr([("buying_trigger_ids", "!=", False)]),
        }

    def _too_small(self, name, people):
        domain = [("employee_count", "<", people)]
        return {**self._disqualify(), "name": name, "domain": repr(domain)}

    def _disqualify(self):
        """Return what a disqualifier needs: a reason, which is an example too."""
        reason = self.env["crm.lost.reason"].create({"name": self.env._("Not a fit")})
        self._note_example("reason", reason)
        return {"kind": "disqualifier", "lost_reason_id": reason.id, "look_again_days": 180}
