"""Take the pictures of the README: screenshots.py URL CHROMIUM FOLDER."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

LOGIN = "playbook_manager"
TEAM = "Machine Builders"
LEAD = "Vasa: second yard"
PROFILE = "Mid-size makers"
GATED = "Brinkmann"
NEXT_STAGE = "Proposition"
MAPPED = "Vasa: second yard"
DOUBTFUL = "Hale: plan four packing lines"
WIDTH, HEIGHT = 1400, 850
LONGEST_RESCORING = 180  # seconds
LARGEST = 300_000  # bytes
SETTLE = 1500  # milliseconds; the web client never reports that it has nothing left to do


class Camera:
    def __init__(self, page, url, folder):
        self.page = page
        self.url = url
        self.folder = Path(folder)

    def log_in(self):
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", LOGIN)
        self.page.fill("input[name=password]", LOGIN)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar")

    def shoot(self, name, height=HEIGHT):
        self.page.set_viewport_size({"width": WIDTH, "height": height})
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(SETTLE)
        path = self.folder / f"{name}.png"
        self.page.screenshot(path=path)
        if (size := path.stat().st_size) > LARGEST:
            sys.exit(f"{path.name} has {size} bytes; {LARGEST} are allowed.")

    def wait_for_scores(self):
        """A new demo database is scored within a minute of its first start."""
        self.page.goto(f"{self.url}/odoo/action-crm_playbook.crm_icp_rescoring_action")
        for _try in range(LONGEST_RESCORING * 1000 // SETTLE):
            self.page.wait_for_timeout(SETTLE)
            if self.page.locator(".o_data_row").first.locator(".text-bg-success").count():
                return
            self.page.reload()
        sys.exit("The demo's leads were not scored in time.")

    def open_pipeline(self):
        self.page.goto(f"{self.url}/odoo/crm")
        self.page.click(".o_facet_remove")
        self.page.wait_for_timeout(SETTLE)
        self.page.fill(".o_searchview_input", TEAM)
        self.page.click(".o_searchview_autocomplete [role=menuitem]:has-text('Sales Team')")
        self.page.wait_for_selector(".o_kanban_record .o_icp_pill")

    def shoot_pipeline(self):
        self.open_pipeline()
        self.shoot("pipeline")
        self.page.click(".o_switch_view.o_list")
        self.page.click("th[data-name=name]")
        self.shoot("list")

    def shoot_card(self):
        self.open_pipeline()
        self.page.click(f".o_kanban_record:has-text('{LEAD}')")
        self.page.click(".o_icp_badge_button")
        self.page.wait_for_selector(".o_icp_card")
        self.shoot("lead_card")

    def shoot_profile(self):
        self.page.goto(f"{self.url}/odoo/action-crm_playbook.crm_icp_profile_action")
        profiles = self.page.locator(".o_data_row", has_text=PROFILE)
        profiles.filter(has_text="Published").locator("td[name=name]").click()
        self.page.wait_for_selector("button[name=action_simulate]")
        self.shoot("profile")
        self.page.go_back()
        profiles.filter(has_text="Draft").locator("td[name=name]").click()
        self.page.click("button[name=action_simulate]")
        self.page.wait_for_selector(".o_icp_win_rate_chart canvas")
        self.shoot("simulation", height=1500)

    def shoot_gate(self):
        self.open_pipeline()
        self.page.click(f".o_kanban_record:has-text('{GATED}')")
        self.page.wait_for_selector(".o_gate_panel")
        self.shoot("gate_panel", height=1000)
        self.page.click(f".o_statusbar_status button:has-text('{NEXT_STAGE}')")
        self.page.wait_for_selector(".modal-dialog")
        self.shoot("gate_refused")

    def open_map(self, deal):
        self.open_pipeline()
        self.page.click(f".o_kanban_record:has-text('{deal}')")
        self.page.click(".o_notebook .nav-link[name=stakeholders]")
        self.page.wait_for_selector(".o_stakeholder_canvas")
        self.page.locator(".o_notebook").evaluate("el => el.scrollIntoView()")

    def shoot_stakeholder(self):
        for name, deal in (("stakeholder_map", MAPPED), ("stakeholder_doubts", DOUBTFUL)):
            self.page.set_viewport_size({"width": WIDTH, "height": 1000})
            self.open_map(deal)
            self.shoot(name, height=1000)


def main(url, chromium, folder):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        camera = Camera(page, url, folder)
        camera.log_in()
        camera.wait_for_scores()
        camera.shoot_pipeline()
        camera.shoot_card()
        camera.shoot_profile()
        camera.shoot_gate()
        camera.shoot_stakeholder()
        browser.close()


main(*sys.argv[1:])
