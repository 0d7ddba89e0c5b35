"""The deals that a trial found are read in the companies their reader works in now.

Rules are not updated by themselves: what a company changed stays. This one is changed only
where it still is what it was.
"""

from odoo import SUPERUSER_ID, api

RULE = "crm_playbook.crm_stage_trial_lead_rule_own"
BEFORE = "[('trial_id.create_uid', '=', user.id)]"
AFTER = (
    "[('trial_id.create_uid', '=', user.id), ('lead_id.company_id', 'in', company_ids + [False])]"
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref(RULE, raise_if_not_found=False)
    if rule and (rule.domain_force or "").strip() == BEFORE:
        rule.domain_force = AFTER
