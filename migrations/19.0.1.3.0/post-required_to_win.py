"""Templates that are required to win get their criteria.

*Required to Win* was a rule of its own; it is a criterion on every won stage now. What is there
already is left alone.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if env["crm.handover.template"]._is_any_required():
        env["crm.handover.template"]._follow_required()
