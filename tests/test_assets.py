from pathlib import Path

from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged

OURS = "/crm_playbook/static/src/"
EVERYBODY = "web.assets_backend"
MOST_BYTES = 90_000


@tagged("post_install", "-at_install")
class TestAssets(TransactionCase):
    """What few people open is loaded when they open it, and not by every user of Odoo."""

    def _get_files(self, bundle):
        """Return ``{url: size in bytes}`` of our files in a bundle, as they are written."""
        files, _external = self.env["ir.qweb"]._get_asset_content(bundle)
        return {
            file["url"]: Path(file["filename"]).stat().st_size
            for file in files
            if file["url"].startswith(OURS)
        }

    def _get_lazy_bundles(self):
        bundles = Manifest.for_addon("crm_playbook")["assets"]
        own = [name for name in bundles if name.startswith("crm_playbook.")]
        return [name for name in own if self._get_files(name)]

    def test_every_user_loads_little_of_ours(self):
        files = self._get_files(EVERYBODY)
        largest = sorted(files.items(), key=lambda item: -item[1])[:10]
        told = "\n".join(f"{size:7,} {url.removeprefix(OURS)}" for url, size in largest)
        total = sum(files.values())
        self.assertLessEqual(total, MOST_BYTES, f"{total:,} bytes, the largest files:\n{told}")

    def test_each_file_is_loaded_once(self):
        bundles = self._get_lazy_bundles()
        self.assertEqual(
            set(bundles),
            {
                f"crm_playbook.assets_{name}"
                for name in ("gate", "growth", "map", "meeting", "overview", "simulation")
            },
        )
        loaded = [url for name in (EVERYBODY, *bundles) for url in self._get_files(name)]
        self.assertEqual(len(loaded), len(set(loaded)))
        self.assertEqual(set(loaded), set(self._get_files("web.assets_unit_tests_setup")))

    def test_bundles_that_load_later_compile(self):
        for name in self._get_lazy_bundles():
            bundle = self.env["ir.qweb"]._get_asset_bundle(name)
            styles = bundle.preprocess_css()
            self.assertFalse(bundle.css_errors, name)
            self.assertIn(".o_", styles, name)
            self.assertNotIn(":root", styles, f"{name} brings the styles of others along")
            scripts = bundle.js().raw.decode()
            self.assertIn("lazy_components", scripts, name)
            self.assertIn("registerTemplate", scripts, name)
