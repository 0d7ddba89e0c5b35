from odoo.fields import Command
from odoo.tests import Form, tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestPayingDebts(GateCommon):
    """A debt is paid by whoever may edit the deal, however the criterion comes to be met, and
    what the addon notes about it stops no other edit."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion()
        self.confirmed = self._new_criterion(name="Confirmed", kind="confirmation")
        self.approved = self._new_criterion(name="Approved", kind="approval")
        self._waive(self.deal)
        self.users = self.salesman | self.all_leads | self.manager | self.env.ref("base.user_admin")

    def _waive(self, deal):
        criteria = self.criterion | self.confirmed | self.approved
        deal.with_user(self.manager).action_waive_criteria(criteria.ids, "Known on Friday")

    def _get_open(self, deal=None):
        waivers = (deal or self.deal).sudo().waiver_ids
        return waivers.filtered(lambda waiver: waiver.state == "open").criterion_id

    def _reset(self, **values):
        self.deal.sudo().waiver_ids.unlink()
        self.deal.sudo().evidence_ids.unlink()
        self.deal.write({"phone": False, **values})
        self._waive(self.deal)

    def test_filled_in(self):
        for user in self.users:
            self._reset()
            with Form(self.deal.with_user(user)) as form:
                form.phone = "1"
            self.assertEqual(self._get_open(), self.confirmed | self.approved, user.login)

    def test_confirmed(self):
        for user in self.users:
            self._reset()
            self.deal.with_user(user).action_confirm_criterion(self.confirmed.id)
            self.assertEqual(self._get_open(), self.criterion | self.approved, user.login)

    def test_approved_by_somebody_who_only_reads_the_deal(self):
        approver = self._new_user("gate_approver", "sales_team.group_sale_salesman")
        self.team.user_id = approver
        self.env["ir.rule"].create(
            {
                "name": "Approvers read",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "groups": [Command.link(self.env.ref("sales_team.group_sale_salesman").id)],
                "perm_write": False,
                "perm_create": False,
                "perm_unlink": False,
                "domain_force": "[(1, '=', 1)]",
            }
        )
        deal = self.deal.with_user(approver)
        self.assertFalse(deal.has_access("write"))
        deal.action_decide_approval(self.approved.id, True)
        self.assertEqual(self._get_open(), self.criterion | self.confirmed)

    def test_imported(self):
        for user in self.users - self.salesman:
            self._reset()
            leads = self.env["crm.lead"].with_user(user)
            result = leads.load([".id", "phone"], [[str(self.deal.id), "1"]])
            self.assertFalse(result["messages"])
            self.assertEqual(self._get_open(), self.confirmed | self.approved, user.login)

    def test_merged(self):
        for user in (self.salesman, self.manager):
            self._reset()
            twin = self._new_deal(name="Twin", phone="1")
            (self.deal | twin).with_user(user).merge_opportunity()
            kept = (self.deal | twin).exists()
            self.assertEqual(kept.phone, "1")
            self.assertEqual(self._get_open(kept), self.confirmed | self.approved, user.login)
            self.deal = kept

    def test_met_from_elsewhere(self):
        """A field of the customer meets it; whoever saves the deal next is not held up."""
        customer = self.env["res.partner"].create({"name": "Northwind"})
        self.deal.partner_id = customer
        self.criterion.write(
            {"kind": "condition", "domain": "[('partner_id.website', '!=', False)]"}
        )
        for user in self.users:
            self._reset()
            customer.website = False
            self.assertIn(self.criterion, self._get_open())
            customer.website = "https://northwind.example"
            self.deal.with_user(user).write({"priority": "1"})
            self.assertNotIn(self.criterion, self._get_open(), user.login)

    def test_moved_on_and_won(self):
        deal = self.deal.with_user(self.salesman)
        deal.write({"stage_id": self.second.id})
        deal.write({"phone": "1"})
        deal.action_confirm_criterion(self.confirmed.id)
        deal.action_set_won_rainbowman()
        self.assertEqual(self._get_open(), self.approved)


@tagged("post_install", "-at_install")
class TestEverydayWork(GateCommon):
    """With every room in use on a deal, its salesperson does all that is done to deals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer, cls.contact = cls.env["res.partner"].create(
            [{"name": "Northwind", "is_company": True}, {"name": "Ann North"}]
        )
        cls.contact.parent_id = cls.customer
        cls.receiver = cls._new_user("gate_receiver", "base.group_user")
        cls.role = cls.env["crm.stakeholder.role"].create({"name": "Payer", "is_decisive": True})

    def setUp(self):
        super().setUp()
        self.addCleanup(self._follow_database)
        self._use_every_room()
        self.mine = self.deal.with_user(self.salesman)

    def _follow_database(self):
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env.registry._setup_models__(self.env.cr, ["crm.lead"])

    def _use_every_room(self):
        """Everything by people who may: the leader configures, the salesperson works."""
        manager, salesman = self.env(user=self.manager), self.env(user=self.salesman)
        self.deal.partner_id = self.customer
        self._new_criterion(enforcement="advise", team_ids=[Command.set(self.team.ids)])
        confirmation = self._new_criterion(name="Said", kind="confirmation")
        manager["crm.stakeholder.requirement"].create(
            {"role_id": self.role.id, "applies_domain": "[('expected_revenue', '>', 10)]"}
        )
        profile = manager["crm.icp.profile"].create({"name": "Makers"})
        manager["crm.icp.criterion"].create(
            {
                "profile_id": profile.id,
                "name": "Large",
                "domain": "[('employee_count', '>', 50)]",
                "weight": 10,
            }
        )
        profile.action_publish()
        deal = self.deal.with_user(self.salesman)
        deal.with_user(self.manager).action_waive_criteria(confirmation.ids, "Friday")
        salesman["crm.stakeholder"].create(
            {
                "lead_id": deal.id,
                "partner_id": self.contact.id,
                "role_ids": [Command.set(self.role.ids)],
            }
        )
        salesman["crm.handover"].create({"lead_id": deal.id, "to_user_id": self.receiver.id})
        review = manager["crm.deal.review"].create({"team_id": self.team.id})
        review.action_prepare()
        manager["crm.coaching.note"].create(
            {
                "coach_id": self.manager.id,
                "coachee_id": self.salesman.id,
                "lead_id": deal.id,
                "observation": "Asked well",
                "next_time": "Ask again",
            }
        )
        self.env.flush_all()

    def test_edit_move_win_lose_reopen_archive_and_copy(self):
        deal = self.mine
        deal.write(
            {
                "phone": "1",
                "email_from": "ann@example.com",
                "expected_revenue": 500,
                "employee_count": 80,
                "date_deadline": "2027-01-31",
                "tag_ids": [Command.create({"name": "Fair"})],
            }
        )
        with Form(deal) as form:
            form.stage_id = self.second
            form.partner_id = self.contact
        deal.partner_id = self.customer
        deal.activity_schedule("mail.mail_activity_data_call", user_id=self.salesman.id)
        deal.message_post(body="Called", message_type="comment")
        deal.activity_ids.action_feedback(feedback="Reached")
        deal.action_set_won_rainbowman()
        deal.write({"stage_id": self.second.id})
        deal.action_set_lost()
        deal.action_restore()
        deal.action_archive()
        deal.action_unarchive()
        copied = deal.copy()
        self.env.flush_all()
        self.assertEqual(copied.stage_id, self.first)
        self.assertEqual((deal.won_status, deal.stage_id), ("pending", self.second))

    def test_customer_and_contact_are_edited_by_somebody_without_sales(self):
        clerk = self._new_user("gate_clerk", "base.group_user,base.group_partner_manager")
        self.customer.with_user(clerk).write({"name": "Northwind AG", "website": "n.example"})
        self.contact.with_user(clerk).write({"email": "ann@example.com", "phone": "+32470001122"})
        self.contact.with_user(clerk).write({"active": False})
        self.contact.with_user(clerk).write({"active": True})
        self.env.flush_all()
        self.assertEqual(self.deal.partner_id.name, "Northwind AG")

    def test_handed_to_a_colleague_and_back(self):
        colleague = self._new_user("gate_colleague", "sales_team.group_sale_salesman")
        self.team.member_ids = [Command.link(colleague.id)]
        self.mine.write({"user_id": colleague.id})
        self.env.flush_all()
        deal = self.deal.with_user(colleague)
        deal.write({"user_id": self.salesman.id, "phone": "2"})
        self.env.flush_all()
        self.assertEqual(self.deal.user_id, self.salesman)

    def test_merged_and_converted(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.salesman)
            .create({"name": "Twin", "type": "lead", "phone": "1", "team_id": self.team.id})
        )
        lead.convert_opportunity(self.customer)
        merged = (self.mine | lead).merge_opportunity()
        self.env.flush_all()
        merged = merged.sudo()
        self.assertTrue(merged.stakeholder_ids and merged.waiver_ids and merged.handover_ids)

    def test_deleted_by_a_manager(self):
        self.deal.with_user(self.manager).unlink()
        self.env.flush_all()
        self.assertFalse(self.deal.exists())

    def test_created_imported_and_read_in_full(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        result = leads.load(["name", "type"], [["New", "opportunity"], ["Newer", "lead"]])
        self.assertFalse(result["messages"])
        names = [
            name for name in leads._fields if leads._has_field_access(leads._fields[name], "read")
        ]
        self.assertEqual(len((self.mine | leads.browse(result["ids"])).read(names)), 3)
        self.assertTrue(self.mine.get_gate_status())
        self.assertTrue(self.mine.get_icp_explanation())
        self.assertTrue(self.mine.get_stakeholder_map())
        self.mine.get_deal_facts()
