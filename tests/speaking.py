"""Readers of another language than the one who acts."""

from odoo.tools.translate import code_translations


def speak_french(test, user, terms):
    """Let a user read French, of which only these terms of ours are known.

    :param dict terms: ``{English: French}``
    """
    test.env["res.lang"]._activate_lang("fr_FR")
    user.sudo().lang = "fr_FR"
    known = code_translations.get_python_translations

    def get_python_translations(module_name, lang):
        if (module_name, lang) == ("crm_playbook", "fr_FR"):
            return terms
        return known(module_name, lang)

    test.patch(code_translations, "get_python_translations", get_python_translations)
