"""Take the pictures of the README: screenshots.py URL CHROMIUM FOLDER."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

MANAGER, SELLER, RECEIVER = "playbook_manager", "playbook_sales", "playbook_success"
TEAM = "Machine Builders"
LEAD = "Vasa: second yard"
PROFILE = "Mid-size makers"
GATED = "Brinkmann"
NEXT_STAGE = "Proposition"
MAPPED = "Vasa: second yard"
DOUBTFUL = "Hale: plan four packing lines"
REVIEW = "Machine Builders: this week"
COACHED = "Brinkmann"
COACHEE = "Sam Seller"
RETURNED = "Brinkmann: press shop on one screen"
WIDTH, HEIGHT = 1400, 850
LONGEST_RESCORING = 180  # seconds
LARGEST = 300_000  # bytes
SETTLE = 1500  # milliseconds; the web client never reports that it has nothing left to do


class Camera:
    def __init__(self, page, url, folder):
        self.page = page
        self.url = url
        self.folder = Path(folder)

    def log_in(self, login):
        self.page.context.clear_cookies()
        self.page.goto(f"{self.url}/web/login")
        # Who was logged in before is offered instead of the form.
        self.page.evaluate("localStorage.clear()")
        self.page.reload()
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
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

    def shoot_overview(self):
        self.open_action("crm_playbook_overview_action")
        self.page.wait_for_selector(".o_playbook_tile")
        self.shoot("overview", height=1100)

    def open_pipeline(self):
        self.page.goto(f"{self.url}/odoo/crm")
        self.page.click(".o_facet_remove")
        self.page.wait_for_timeout(SETTLE)
        self.page.fill(".o_searchview_input", TEAM)
        self.page.click(".o_searchview_autocomplete [role=menuitem]:has-text('Sales Team')")
        self.page.wait_for_selector(".o_kanban_record .o_deal_badge[data-code=icp]")

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

    def open_action(self, name, record=None):
        """Open a window action of the addon, and the record of it with these words."""
        self.page.goto(f"{self.url}/odoo/action-crm_playbook.{name}")
        if record:
            self.page.locator(".o_data_row", has_text=record).first.click()
            self.page.wait_for_selector(".o_form_view")

    def shoot_review(self):
        self.open_action("crm_deal_review_action", REVIEW)
        # It was started when the pictures were taken before from the same demo.
        self.page.click("button[name=action_start], button[name=action_open_meeting]")
        self.page.click(".o_review_meeting [data-decision=forecast]")
        self.shoot("review_meeting", height=1000)

    def shoot_coaching(self):
        self.open_action("crm_coaching_note_action", COACHED)
        self.shoot("coaching_note", height=1200)
        self.open_action("crm_coaching_growth_action")
        self.page.wait_for_selector(".o_coaching_growth canvas")
        self.page.locator(".o_coaching_growth select").first.select_option(label=COACHEE)
        self.shoot("coaching_growth")

    def shoot_handover(self):
        self.log_in(SELLER)
        self.open_action("crm_handover_action", RETURNED)
        self.shoot("handover_returned")
        self.page.click(".o_statusbar_buttons button:has-text('Hand Over')")
        for _step in range(2):
            self.page.click(".modal-footer button:has-text('Next')")
            self.page.wait_for_timeout(SETTLE)
        self.shoot("handover_dialog")
        self.log_in(RECEIVER)
        self.open_action("crm_handover_action_mine")
        self.page.wait_for_selector(".o_data_row")
        self.shoot("handover_mine", height=450)


def main(url, chromium, folder):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        camera = Camera(page, url, folder)
        camera.log_in(MANAGER)
        camera.shoot_overview()
        camera.wait_for_scores()
        camera.shoot_pipeline()
        camera.shoot_card()
        camera.shoot_profile()
        camera.shoot_gate()
        camera.shoot_stakeholder()
        camera.shoot_review()
        camera.shoot_coaching()
        camera.shoot_handover()
        browser.close()


main(*sys.argv[1:])
