from odoo import api, models

from ..deal.setup import AGENCY, MACHINES, SOFTWARE, Step
from .constants import ROOM

# Of which roles somebody is needed, and from which amount on.
NEEDED = {
    MACHINES: (("economic_buyer", 0), ("champion", 0), ("technical_evaluator", 50_000)),
    SOFTWARE: (("economic_buyer", 0), ("champion", 0), ("user", 10_000)),
    AGENCY: (("decision_maker", 0), ("champion", 10_000)),
}


class CrmPlaybookSetup(models.AbstractModel):
    """Saying whom one needs to know, and mapping the people of a first deal."""

    _inherit = "crm.playbook.setup"

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "roles": Step(ROOM, "crm.stakeholder.requirement", 40),
            "map": Step(ROOM, "crm.stakeholder", 50),
        }

    def _get_step_roles(self):
        title = self.env._("Say Whom You Need to Know")
        count = self.env["crm.stakeholder.requirement"].search_count([])
        return self._make_step(
            title,
            self.env._("A deal says whom nobody knows yet, and when it hangs on one person."),
            2,
            self._make_list(title, "crm.stakeholder.requirement"),
            is_done=count,
            fact=self.env._("Needed roles: %s", count) if count else "",
        )

    def _get_step_map(self):
        return self._make_step(
            self.env._("Map the People of a Deal"),
            self.env._("Who decides, who helps and who is against it, in one picture."),
            2,
            self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_action_pipeline"),
            is_done=self.env["crm.stakeholder"].search_count([], limit=1),
        )

    def _is_draft_crm_stakeholder_requirement(self, requirement):
        return not requirement.active

    def _make_example_roles(self, industry):
        prefix = "crm_playbook.crm_stakeholder_role_"
        rows = []
        for number, (name, amount) in enumerate(NEEDED[industry]):
            role = self.env.ref(prefix + name, raise_if_not_found=False)
            if role:
                domain = [("expected_revenue", ">", amount)] if amount else []
                rows.append((role, number, domain))
        return self.env["crm.stakeholder.requirement"].create(
            [
                {
                    "role_id": role.id,
                    "sequence": number,
                    "applies_domain": repr(domain),
                    "active": False,
                }
                for role, number, domain in rows
            ]
        )
