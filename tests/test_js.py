from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js as web_test_js


@tagged("post_install", "-at_install")
class TestJavaScript(HttpCase):
    """Runs the addon's Hoot suite in a browser: everything below static/tests that is no tour."""

    @no_retry
    def test_unit_tests_of_the_browser_code_pass(self):
        suite = web_test_js.HOOTCommon._generate_hash(self, "@crm_playbook")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=web_test_js.unit_test_error_checker,
        )
