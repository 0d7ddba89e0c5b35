"""Hold back the conditions that look at what their writers may not read.

Nobody looked at that before. Conditions that cannot be used at all are left out without being
marked. Both stay as they were written; their records and the log say why they are not used.

An end script: fields of addons that are loaded later are there.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if env["crm.stage.criterion"]._hold_unreadable_conditions():
        env["crm.stage.criterion"]._forget_gates()
    if env["crm.stakeholder.requirement"]._hold_unreadable_conditions():
        env["crm.stakeholder.requirement"]._apply()
    criteria = env["crm.icp.criterion"]._hold_unreadable_conditions()
    if "published" in criteria.mapped("state"):
        env["crm.icp.profile"]._apply_publication()
