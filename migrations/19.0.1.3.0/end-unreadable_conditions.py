"""Hold back the conditions that look at what their writers may not read.

Nobody looked at that before 19.0.1.2.0. Conditions that cannot be used at all are left out without
being marked. Both stay as they were written; their records and the log say why they are not used.

It comes after ``end-switches``: fields of a room that is off are read by nobody, so every condition
on them would be held in a database that uses them.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import parse_version


def migrate(cr, version):
    if not version or parse_version(version) >= parse_version("19.0.1.2.0"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if env["crm.stage.criterion"]._hold_unreadable_conditions():
        env["crm.stage.criterion"]._forget_gates()
    if env["crm.stakeholder.requirement"]._hold_unreadable_conditions():
        env["crm.stakeholder.requirement"]._apply()
    criteria = env["crm.icp.criterion"]._hold_unreadable_conditions()
    if "published" in criteria.mapped("state"):
        env["crm.icp.profile"]._apply_publication()
