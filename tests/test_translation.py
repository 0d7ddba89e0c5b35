import io

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.translate import trans_export

MODULE = "crm_playbook"


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    def test_template_holds_every_term_and_no_other(self):
        buffer = io.BytesIO()
        trans_export(False, [MODULE], buffer, "po", self.env)
        needed = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        with file_open(f"{MODULE}/i18n/{MODULE}.pot") as template:
            given = {entry.msgid for entry in polib.pofile(template.read())}
        if not self.env.ref("base.module_crm_playbook").demo:
            self.assertFalse(needed - given, "Terms are missing: run script/i18n")
        self.assertFalse(given - needed, "Terms are gone: run script/i18n")
