"""The projects that orders have made are found by a bridge now.

Odoo installs a bridge by itself when one of its neighbours is installed, not when the bridge is
what is new. Where the neighbours are there, this update marks it, and the same run installs it.
"""

from odoo import SUPERUSER_ID, api

BRIDGE = "crm_playbook_sale_project"
THERE = {"installed", "to install", "to upgrade"}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    bridge = env["ir.module.module"].search([("name", "=", BRIDGE), ("state", "=", "uninstalled")])
    if bridge and set(bridge.dependencies_id.mapped("state")) <= THERE:
        bridge.button_install()
