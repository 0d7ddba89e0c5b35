"""Bring the presets of the rooms that came with this version.

An update does not make these records anew, so that what a company deleted stays deleted. A
database that never had them gets them here, once.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

PRESETS = (
    "data/crm_coaching_skill.xml",
    "data/crm_coaching_scorecard.xml",
    "data/crm_handover.xml",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for path in PRESETS:
        convert_file(env, "crm_playbook", path, {}, mode="init", noupdate=True)
