"""Rooms have switches from now on, and those that are in use are on.

In use is a room in which people have written or configured something; what the addon brought
along does not count. A room that is on already, or was switched off since, is left as it is: this
runs once, with the update to this version. It comes at the end, when all addons are there.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.crm_playbook.tools import rooms

FIRMOGRAPHICS = """SELECT 1 FROM {} WHERE employee_count > 0 OR annual_revenue > 0 OR budget > 0
                      OR use_case_id IS NOT NULL LIMIT 1"""
PARAMETER = (
    "SELECT 1 FROM ir_config_parameter WHERE key = '{}' AND value NOT IN ('', '0', '0.0', 'False')"
)
# Queries per room; a row of any of them says that it is in use.
IN_USE = {
    "icp": (
        "SELECT 1 FROM crm_icp_profile LIMIT 1",
        FIRMOGRAPHICS.format("crm_lead"),
        FIRMOGRAPHICS.format("res_partner"),
    ),
    "gate": (
        "SELECT 1 FROM crm_stage_criterion LIMIT 1",
        "SELECT 1 FROM crm_stage_waiver LIMIT 1",
        "SELECT 1 FROM crm_stage WHERE back_needs_reason LIMIT 1",
        "SELECT 1 FROM crm_team WHERE lost_reason_required LIMIT 1",
        PARAMETER.format("crm_playbook.log_stage_moves"),
        PARAMETER.format("crm_playbook.stage_age_factor"),
    ),
    "stakeholder": (
        "SELECT 1 FROM crm_stakeholder LIMIT 1",
        "SELECT 1 FROM crm_stakeholder_requirement LIMIT 1",
    ),
    "review": (
        "SELECT 1 FROM crm_deal_review LIMIT 1",
        "SELECT 1 FROM crm_deal_review_plan LIMIT 1",
        PARAMETER.format("crm_playbook.next_action_mark"),
        PARAMETER.format("crm_playbook.next_action_digest"),
    ),
    "coaching": ("SELECT 1 FROM crm_coaching_note LIMIT 1",),
    "handover": (
        "SELECT 1 FROM crm_handover LIMIT 1",
        "SELECT 1 FROM crm_handover_template LIMIT 1",
    ),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    used = {room for room, queries in IN_USE.items() if _is_used(env, queries)}
    # With what they need as they are configured.
    for room in sorted(env["res.config.settings"]._add_needed(used)):
        rooms.switch(env, room, True)


def _is_used(env, queries):
    return any(env.execute_query(SQL(query)) for query in queries)
