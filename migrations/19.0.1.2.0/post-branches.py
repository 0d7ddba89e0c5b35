"""Branches read the profiles and templates of the companies above them.

Rules are not updated by themselves: what a company changed stays. The new rules for reading are
there after an update; the old ones stop to hold for reading where they still are what they were.
"""

from odoo import SUPERUSER_ID, api

RULES = {
    "crm_icp_profile_rule_company": "company_id",
    "crm_icp_criterion_rule_company": "profile_id.company_id",
    "crm_handover_template_rule_company": "company_id",
    "crm_handover_template_role_rule_company": "template_id.company_id",
    "crm_handover_template_task_rule_company": "template_id.company_id",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, path in RULES.items():
        rule = env.ref(f"crm_playbook.{name}", raise_if_not_found=False)
        before = f"[('{path}', 'in', company_ids + [False])]"
        if rule and (rule.domain_force or "").strip() == before:
            rule.perm_read = False
