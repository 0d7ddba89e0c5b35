"""Wake the scheduled actions that should be awake.

Scheduled deal reviews failed with every run, and Odoo switches off what fails for a week. A
review that was missed is made up for by the job itself: the newest one, within a day. What a
setting switches on or off goes by the setting.
"""

from odoo import SUPERUSER_ID, api

from odoo.addons.crm_playbook.tools.jobs import wake

# What there has to be for an action to be awake.
NEEDED = {
    "ir_cron_deal_review": ("crm.deal.review.plan", [("is_on", "=", True)]),
    "ir_cron_gate_waivers": ("crm.stage.waiver", [("state", "=", "open")]),
    "ir_cron_handover_clock": ("crm.handover", [("clock_warning", "!=", False)]),
    "ir_cron_icp_rescore": ("crm.icp.profile", [("state", "=", "published")]),
    "ir_cron_stakeholder_refresh": ("crm.stakeholder", []),
}
SWITCHED = {
    "ir_cron_coaching_purge": "crm_playbook.coaching_retention_months",
    "ir_cron_coaching_remind": "crm_playbook.coaching_reminder_days",
    "ir_cron_next_action_digest": "crm_playbook.next_action_digest",
}
NOTHING = ("0", "False", "")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name in NEEDED.keys() | SWITCHED.keys():
        if _is_needed(env, name):
            wake(env, f"crm_playbook.{name}")
        _forget_failures(env.ref(f"crm_playbook.{name}", raise_if_not_found=False))


def _is_needed(env, name):
    if name in SWITCHED:
        return (env["ir.config_parameter"].get_param(SWITCHED[name]) or "") not in NOTHING
    model, domain = NEEDED[name]
    return env[model].search_count(domain, limit=1)


def _forget_failures(cron):
    """Let an action begin with a clean record, unless another server runs it just now."""
    if cron and cron.failure_count and cron.try_lock_for_update(allow_referencing=True):
        cron.write({"failure_count": 0, "first_failure_date": False})
