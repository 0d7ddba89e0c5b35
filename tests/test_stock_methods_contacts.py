from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import Form, tagged

from .stock_common import StockCommon, calls


@tagged("post_install", "-at_install")
class TestStockContacts(StockCommon):
    """Contacts, meetings, messages and activities, for people without any right in Sales."""

    def _editors(self):
        """Return who may edit contacts: an employee, and a portal user, both of whom may
        create contacts and nothing else."""
        return (self.editor, self.portal_editor)

    @calls("res.partner.write", "res.partner.unlink", "res.partner.default_get")
    def test_edit_contacts(self):
        for user in self._editors():
            # Portal users see the contacts of their own company.
            company = user.partner_id.commercial_partner_id
            partners = self.env["res.partner"].with_user(user)
            child = self.env["res.partner"].create({"name": "Cy", "parent_id": company.id})
            child = child.with_user(user)
            values = {"name": "Di", "parent_id": company.id, "email": "di@test.example"}
            self.assertAsStock(lambda p=partners, v=values: p.create(v))
            self.assertAsStock(lambda c=child: c.write({"name": "Cyd", "phone": "12"}) and c)
            self.assertAsStock(lambda c=child: c.write({"active": False}) and c)
            self.assertAsStock(child.unlink)

    @calls("res.partner.write", "res.partner.unlink")
    def test_contacts_of_deals_leave(self):
        contact = self.contact.with_user(self.editor)
        self.assertAsStock(lambda: contact.write({"active": False}) and contact)
        # Without what we add, those of deals could not go: their deals refer to them.
        self.assertTrue(self._answer(contact.unlink))

    @calls("res.partner.copy_data")
    def test_copy_contacts(self):
        for user in self._editors():
            child = self.env["res.partner"].create(
                {"name": "Cy", "parent_id": user.partner_id.id, "employee_count": 9}
            )
            self.assertAsStock(child.with_user(user).copy)

    def test_copy_of_an_employee_takes_the_facts_along(self):
        copy = self.customer.with_user(self.editor).copy()
        self.assertEqual(copy.employee_count, 250)
        self.assertEqual(copy.use_case_id, self.customer.use_case_id)
        self.assertEqual(copy.firmographic_currency_id, self.customer.firmographic_currency_id)

    @calls("res.partner._commercial_fields")
    def test_import_contacts(self):
        for user in self._editors():
            parent = user.partner_id.commercial_partner_id
            partners = self.env["res.partner"].with_user(user)

            def load(partners=partners, parent=parent):
                result = partners.load(["name", "parent_id/.id"], [["Imported", str(parent.id)]])
                self.assertFalse(result["messages"])
                return partners.browse(result["ids"])

            self.assertAsStock(load)

    def test_contacts_of_a_company_carry_its_facts_whoever_made_them(self):
        values = {"name": "Cy", "parent_id": self.customer.id}
        contact = self.env["res.partner"].with_user(self.editor).create(values)
        self.assertEqual(contact.sudo().employee_count, 250)
        company = self.portal_editor.partner_id
        company.write({"employee_count": 8, "is_company": True})
        values = {"name": "Di", "parent_id": company.id}
        contact = self.env["res.partner"].with_user(self.portal_editor).create(values)
        self.assertEqual(contact.sudo().employee_count, 8)

    def test_fill_in_a_contact(self):
        with Form(self.env["res.partner"].with_user(self.editor)) as form:
            form.name = "By form"
            form.parent_id = self.customer
        self.assertEqual(form.record.employee_count, 250)

    @calls("res.partner._notify_thread")
    def test_post_on_a_contact(self):
        contact = self.contact.with_user(self.editor)
        self.assertAsStock(
            lambda: contact.message_post(
                body="Hello", subtype_xmlid="mail.mt_comment", partner_ids=contact.ids
            )
        )

    @calls("res.partner._message_receive_bounce")
    def test_mail_comes_back(self):
        contact = self.contact.with_user(self.editor)
        self.assertAsStock(
            lambda: contact._message_receive_bounce(contact.email, contact) or contact
        )

    @calls(
        "base.partner.merge.automatic.wizard._update_foreign_keys",
        "base.partner.merge.automatic.wizard._log_merge_operation",
    )
    def test_merge_contacts(self):
        double = self.env["res.partner"].create(
            {"name": "Ann N", "parent_id": self.customer.id, "email": self.contact.email}
        )
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(self.editor)

        def merge():
            wizard = wizards.create(
                {
                    "dst_partner_id": double.id,
                    "partner_ids": [Command.set((double | self.contact).ids)],
                }
            )
            wizard.action_merge()
            return double

        self.assertAsStock(merge)

    # --- meetings ----------------------------------------------------------------------

    def _prepare_meeting(self, **values):
        start = datetime.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
        return {
            "name": "Visit",
            "start": start,
            "stop": start + timedelta(hours=1),
            "partner_ids": [Command.set((self.contact | self.employee.partner_id).ids)],
            **values,
        }

    @calls("calendar.event.create", "calendar.event.write")
    def test_meetings(self):
        meetings = self.env["calendar.event"].with_user(self.employee)
        self.assertAsStock(lambda: meetings.create(self._prepare_meeting()))
        # sudo: a link to a deal is set by whoever reads it
        linked = self._prepare_meeting(opportunity_id=self.deal.id)
        meeting = self.env["calendar.event"].create(linked)
        meeting = meeting.with_user(self.employee)
        for values in (
            {"name": "Call"},
            {"start": datetime(2030, 1, 1, 9), "stop": datetime(2030, 1, 1, 10)},
            {"partner_ids": [Command.unlink(self.contact.id)]},
            {"active": False},
        ):
            self.assertAsStock(lambda values=values: meeting.write(values) and meeting)
        self.assertAsStock(meeting.unlink)
        with Form(meetings) as form:
            form.name = "By form"
        self.assertTrue(form.record)

    @calls("calendar.attendee.write")
    def test_somebody_declines_a_meeting_of_others(self):
        private = self._prepare_meeting(privacy="private", user_id=self.salesman.id)
        meeting = self.env["calendar.event"].create(private)
        attendee = meeting.attendee_ids.filtered(lambda a: a.partner_id == self.employee.partner_id)
        attendee = attendee.with_user(self.employee)
        self.assertAsStock(lambda: attendee.do_decline() and attendee)
        # Whoever follows the link of an invitation is nobody: core accepts elevated.
        public = attendee.with_user(self.public).sudo()
        self.assertAsStock(lambda: public.do_accept() and public)

    def test_views_hold_what_the_reader_may_see(self):
        for user in (self.employee, self.editor, self.portal_editor):
            for model in ("res.partner", "calendar.event"):
                self.assertShowsNothingMore(self.env[model].with_user(user))

    # --- messages and activities -------------------------------------------------------

    @calls("mail.message._compute_display_name")
    def test_names_of_messages(self):
        message = self.employee.partner_id.message_post(body="Hello", message_type="comment")
        for user in (self.employee, self.portal, self.public):
            named = message.with_user(user)
            self.assertAsStock(lambda named=named: named.display_name)

    @calls("mail.activity.create", "mail.activity.write")
    def test_activities_are_planned_and_done(self):
        vals = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.contact.id,
            "summary": "Call",
            "user_id": self.editor.id,
        }
        self.assertAsStock(lambda: self.env["mail.activity"].with_user(self.editor).create(vals))
        activity = self.contact.activity_schedule(summary="Call", user_id=self.editor.id)
        activity = activity.with_user(self.editor)
        self.assertAsStock(lambda: activity.write({"summary": "Write"}) and activity)
        self.assertAsStock(lambda: activity.write({"active": False}) and activity)
        self.assertAsStock(lambda: activity.action_feedback("Done") and activity)
        self.assertAsStock(lambda: activity.write({"user_id": self.office.id}) and activity)
        self.assertAsStock(activity.unlink)


@tagged("post_install", "-at_install")
class TestStockContactsInUse(TestStockContacts):
    in_use = True
