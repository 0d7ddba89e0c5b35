from odoo.fields import Command
from odoo.tests import tagged

from .gate_common import GateCommon

DAYS = 3


@tagged("post_install", "-at_install")
class TestCalendars(GateCommon):
    """A calendar that does not say when somebody works is no calendar."""

    def _get_hours_of_move(self, calendar):
        """Return the hours and the working hours of a deal that waited for three days."""
        self._new_criterion(enforcement="advise")
        self.env.company.resource_calendar_id = calendar
        deal = self._new_deal(company_id=self.env.company.id)
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_lead SET create_date = create_date - INTERVAL '3 days',
                                   date_last_stage_update = create_date - INTERVAL '3 days'
                WHERE id = %s""",
            [deal.id],
        )
        self.env.invalidate_all()
        deal.with_user(self.salesman).stage_id = self.second
        move = self.env["crm.stage.move"].search([("lead_id", "=", deal.id)], limit=1)
        self.assertEqual(move.to_stage_id, self.second)
        return round(move.hours), round(move.working_hours)

    def _new_calendar(self, **values):
        return self.env["resource.calendar"].create({"name": "Ours", "tz": "UTC", **values})

    def test_fixed_hours_are_counted(self):
        hours, working = self._get_hours_of_move(self._new_calendar())
        self.assertEqual(hours, 24 * DAYS)
        self.assertLessEqual(working, 8 * DAYS)

    def test_flexible_hours_are_the_hours_of_the_clock(self):
        hours, working = self._get_hours_of_move(self._new_calendar(flexible_hours=True))
        self.assertEqual((hours, working), (24 * DAYS, 24 * DAYS))

    def test_a_calendar_without_hours_is_none(self):
        calendar = self._new_calendar(attendance_ids=[Command.clear()])
        self.assertFalse(calendar.attendance_ids)
        hours, working = self._get_hours_of_move(calendar)
        self.assertEqual((hours, working), (24 * DAYS, 24 * DAYS))

    def test_no_calendar(self):
        hours, working = self._get_hours_of_move(self._new_calendar().browse())
        self.assertEqual((hours, working), (24 * DAYS, 24 * DAYS))
