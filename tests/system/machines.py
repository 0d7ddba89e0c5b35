"""A tiny addon with one field on leads, as a company has them by the dozen."""

NAME = "playbook_machines"
FILES = {
    "__manifest__.py": '{"name": "Machines", "license": "LGPL-3", "depends": ["crm"]}',
    "__init__.py": "from . import models",
    "models.py": """
from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    machine_count = fields.Integer()
""",
}


def write_addon(folder):
    (folder / NAME).mkdir()
    for name, text in FILES.items():
        (folder / NAME / name).write_text(text)
