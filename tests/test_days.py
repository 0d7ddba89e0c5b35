from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .gate_common import GateCommon

AUCKLAND, LOS_ANGELES = "Pacific/Auckland", "America/Los_Angeles"


@tagged("post_install", "-at_install")
class TestDays(GateCommon):
    """The day of a waiver, an activity or a close date is that of the people of the deal, and
    the same for whoever looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.tz = AUCKLAND
        cls.salesman.tz = LOS_ANGELES

    def _waive(self, day):
        """Return a waiver of the deal that is valid until a day."""
        criterion = self._new_criterion()
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "They sign")
        waiver = self.deal.waiver_ids
        waiver.date_expiry = day
        return waiver

    def _get_expired(self, waiver, user):
        """Return whether a waiver is expired: as shown, as found, as it holds."""
        self.env.invalidate_all()
        own = waiver.with_user(user)
        found = own.search([("id", "=", own.id), ("is_expired", "=", True)])
        left = own.search([("id", "=", own.id), ("is_expired", "=", False)])
        self.assertEqual(bool(found), not left)
        valid = own._get_valid(own.lead_id, waiver.criterion_id)
        return own.is_expired, bool(found), not valid

    def test_the_last_day_of_a_waiver_is_that_of_the_salesperson(self):
        waiver = self._waive("2030-02-10")
        for moment, expired in (("2030-02-10 07:59:00", False), ("2030-02-10 08:00:00", True)):
            for user in (self.salesman, self.manager, self.all_leads):
                with freeze_time(moment):
                    self.assertEqual(self._get_expired(waiver, user), (expired,) * 3)

    def test_without_a_salesperson_it_is_that_of_the_company_else_utc(self):
        waiver = self._waive("2030-02-10")
        self.deal.write({"user_id": False, "company_id": self.env.company.id})
        self.env.company.partner_id.tz = AUCKLAND
        with freeze_time("2030-02-09 11:00:00"):
            self.assertEqual(self._get_expired(waiver, self.manager), (True,) * 3)
        self.env.company.partner_id.tz = False
        with freeze_time("2030-02-09 23:59:00"):
            self.assertEqual(self._get_expired(waiver, self.manager), (False,) * 3)
        with freeze_time("2030-02-10 00:00:00"):
            self.assertEqual(self._get_expired(waiver, self.manager), (True,) * 3)

    def test_signals_count_the_days_of_whoever_acts(self):
        self.deal.write({"date_deadline": "2030-02-10"})
        self.deal.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=date(2030, 2, 10),
            user_id=self.salesman.id,
        )
        for moment, late in (("2030-02-11 07:59:00", False), ("2030-02-11 08:00:00", True)):
            with freeze_time(moment):
                for user in (self.salesman, self.manager):
                    self.assertEqual(
                        self._get_signals(user), {"overdue", "past"} if late else set()
                    )
                    facts = self.deal.with_user(user).get_deal_facts()
                    self.assertEqual(self._get_severities(facts), self._get_expected(late))

    def _get_signals(self, user):
        leads = self.env["crm.lead"].with_user(user)
        query = leads._search([("id", "=", self.deal.id)])
        signals = self.env["crm.deal.signal"].with_user(user)
        rows = signals._rank(query, self.team, self.env.company, 10)
        codes = {signal["code"] for row in rows for signal in row["signals"]}
        return codes & {"overdue", "past"}

    def _get_severities(self, facts):
        labels = {"Next action", "Expected closing"}
        return {fact["label"]: fact["severity"] for fact in facts if fact["label"] in labels}

    def _get_expected(self, late):
        return {
            "Next action": "warning" if late else "success",
            "Expected closing": "danger" if late else "neutral",
        }

    def test_the_activity_about_a_lost_person_is_due_today_for_the_owner(self):
        contact = self.env["res.partner"].create({"name": "Ann"})
        self.salesman.tz = AUCKLAND
        person = self.env["crm.stakeholder"].create(
            {"lead_id": self.deal.id, "partner_id": contact.id}
        )
        with freeze_time("2030-02-09 20:00:00"):
            person.with_user(self.all_leads).action_mark_left()
        self.assertEqual(self.deal.activity_ids.date_deadline, date(2030, 2, 10))

    def test_a_second_look_counts_from_the_day_of_the_owner(self):
        self.salesman.tz = AUCKLAND
        profile = self.env["crm.icp.profile"].create({"name": "Fit"})
        disqualifier = self.env["crm.icp.criterion"].new(
            {"profile_id": profile.id, "look_again_days": 30}
        )
        with freeze_time("2030-02-09 20:00:00"):
            self.deal.with_user(self.all_leads)._plan_second_look(disqualifier)
        expected = date(2030, 2, 10) + timedelta(days=30)
        self.assertEqual(self.deal.activity_ids.date_deadline, expected)
