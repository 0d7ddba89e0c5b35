from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tools.translate import CodeTranslations

from ...tools import rooms

LANG = "fr_FR"
MARK = "¿"


class Echo(dict):
    """Translates every sentence of the code by putting a mark before it."""

    def get(self, source, default=None):
        return f"{MARK}{source}"


class Kit:
    """What the kits share."""

    # Name of the thing.
    code = None
    # The room that it goes with, None for the base room.
    room = None

    @classmethod
    def walk(cls):
        """Yield the classes that use this kit."""
        for user in cls.__subclasses__():
            if user.code:
                yield user
            yield from user.walk()

    @contextmanager
    def _translated(self):
        """Sentences of the code are marked where the language is ``LANG``."""
        self.env["res.lang"]._activate_lang(LANG)
        with patch.object(CodeTranslations, "get_python_translations", lambda *args: Echo()):
            yield

    def _switch_room_off(self):
        rooms.switch(self.env, self.room, False)
        self.env.invalidate_all()

    def _let_work_elsewhere(self, user):
        """Return a company more that a user works in, first of all."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user.company_ids = [Command.link(company.id)]
        return [company.id, self.env.company.id]
