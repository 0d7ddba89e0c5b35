from importlib.util import module_from_spec, spec_from_file_location

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverForgetting(HandoverCommon):
    """A person of the customer is forgotten in packets and in every version; the rest stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls._new_user(
            "hand_privacy", "base.group_system,base.group_partner_manager"
        )
        cls.contact_manager = new_test_user(
            cls.env,
            login="hand_contacts",
            groups="sales_team.group_sale_manager,base.group_partner_manager",
        )

    def _submit_twice(self, deal=None, **values):
        """Return a handover with two versions, of which the second differs in its scope."""
        promise = self._prepare_promise(partner_id=self.contact.id)
        handover = self._submit(deal, promise_ids=[Command.create(promise)], **values)
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        handover.write({"scope_in": "Orders of line 4"})
        handover.action_submit()
        return handover

    def _get_packets(self, handover):
        self.env.invalidate_all()
        return {version.id: version.packet for version in handover.version_ids}

    def _look_up(self):
        wizard = self.env["privacy.lookup.wizard"].with_user(self.administrator)
        wizard = wizard.create({"name": "Ann North", "email": "ann@example.com"})
        wizard.action_lookup()
        return wizard.line_ids

    def _get_all_text(self, handover):
        """Return what packet and versions tell, as the receiver reads them."""
        self.env.invalidate_all()
        own = handover.with_user(self.receiver)
        people = own.contact_ids.read(["name", "roles", "attitude", "partner_id"])
        versions = own.version_ids.read(["packet", "changes"])
        return f"{people} {versions} {own.promise_ids.partner_id.sudo().mapped('name')}"

    def assertForgotten(self, handover):
        text = self._get_all_text(handover)
        for word in ("Ann North", "Champion", "champion"):
            self.assertNotIn(word, text)
        self.assertEqual(handover.contact_ids.name, "Former contact")

    def assertRestStays(self, handover, before):
        """Assert that versions tell the same, besides the person, and that this is told once."""
        self.assertEqual(handover.version_ids.ids, list(before))
        for version, packet in zip(handover.version_ids, before.values(), strict=True):
            now = version.packet
            self.assertEqual(now.keys(), packet.keys())
            for name in packet.keys() - {"contact_ids", "promise_ids"}:
                self.assertEqual(now[name], packet[name])
            for name in ("contact_ids", "promise_ids"):
                self.assertEqual([r["id"] for r in now[name]], [r["id"] for r in packet[name]])
            self.assertEqual(now["promise_ids"][0]["name"], packet["promise_ids"][0]["name"])
        told = handover.message_ids.filtered(lambda m: "A contact was deleted" in (m.body or ""))
        self.assertEqual(len(told), 1)
        self.assertNotIn("Ann", told.body)

    # --- deleted -----------------------------------------------------------------------

    def test_a_deleted_contact_is_forgotten_in_packet_and_versions(self):
        self.env["crm.stakeholder"].create({"lead_id": self.deal.id, "partner_id": self.contact.id})
        handover = self._submit_twice()
        before = self._get_packets(handover)
        self.contact.with_user(self.contact_manager).unlink()
        self.assertForgotten(handover)
        self.assertRestStays(handover, before)
        self.assertEqual(handover.state, "submitted")
        self.assertEqual(handover.completeness, 100)

    def test_a_person_whose_line_was_removed_is_forgotten_in_old_versions(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        ben = self.env["res.partner"].create({"name": "Ben", "parent_id": self.customer.id})
        handover.contact_ids = [Command.clear(), Command.create({"partner_id": ben.id})]
        handover.action_submit()
        self.contact.with_user(self.contact_manager).unlink()
        self.assertNotIn("Ann North", self._get_all_text(handover))
        self.assertEqual(handover.contact_ids.name, "Ben")

    def test_a_person_who_is_the_customer_is_forgotten(self):
        handover = self._submit(self._new_deal(partner_id=self.contact.id))
        self.contact.with_user(self.contact_manager).unlink()
        self.assertForgotten(handover)
        self.assertFalse(handover.version_ids.packet["partner_id"])

    def test_the_brief_of_the_project_names_nobody_who_was_deleted(self):
        handover = self._new_full_handover()
        wizard = self.env["crm.handover.wizard"].with_user(self.salesman)
        wizard.create({"handover_id": handover.id, "project_mode": "empty"}).action_hand_over()
        update = handover.sudo().project_id.update_ids
        self.assertIn("Ann North", update.description)
        self.contact.with_user(self.contact_manager).unlink()
        self.assertNotIn("Ann North", update.description)
        self.assertIn("No order is lost", update.description)

    def test_others_of_the_packet_are_not_forgotten(self):
        other = self._submit(self._new_deal(name="Line 5"))
        ben = self.env["res.partner"].create({"name": "Ben", "parent_id": self.customer.id})
        handover = self._submit(contact_ids=[Command.create({"partner_id": ben.id})])
        before = other.version_ids.packet
        ben.with_user(self.contact_manager).unlink()
        self.assertEqual(other.version_ids.packet, before)
        self.assertEqual(other.contact_ids.name, "Ann North")
        self.assertEqual(handover.contact_ids.name, "Former contact")

    def test_a_namesake_keeps_their_name(self):
        namesake = self.contact.copy({"name": "Ann North"})
        handover = self._submit()
        before = handover.version_ids.packet
        namesake.with_user(self.contact_manager).unlink()
        self.assertEqual(handover.version_ids.packet, before)
        self.assertEqual(handover.contact_ids.name, "Ann North")

    def test_a_deleted_company_is_no_person(self):
        handover = self._submit()
        self.contact.parent_id = False
        self.customer.with_user(self.contact_manager).unlink()
        self.assertEqual(handover.version_ids.packet["partner_id"], "Northwind")

    def test_a_contact_that_is_not_deleted_after_all_is_not_forgotten(self):
        handover = self._submit()
        user = self._new_user("hand_ann", "base.group_portal")
        user.partner_id = self.contact
        with self.assertRaises(UserError):
            self.contact.with_user(self.contact_manager).unlink()
        self.assertEqual(handover.contact_ids.name, "Ann North")

    def test_contacts_that_are_merged_are_not_forgotten(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        handover.contact_ids = [Command.clear(), Command.create({"name": "The CFO"})]
        handover.action_submit()
        double = self.env["res.partner"].create({"name": "A. North", "email": "ann@example.com"})
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.administrator)
        wizard.create({})._merge((self.contact | double).ids, double)
        self.assertFalse(self.contact.exists())
        self.assertIn("Ann North", self._get_all_text(handover))

    # --- the privacy look-up -----------------------------------------------------------

    def test_the_look_up_deletes_all_and_the_packet_stays(self):
        handover = self._submit_twice()
        before = self._get_packets(handover)
        lines = self._look_up()
        found = set(lines.mapped("res_model"))
        self.assertLessEqual({"crm.handover.contact", "crm.handover.promise"}, found)
        lines.action_unlink_all()
        self.assertFalse(self.contact.exists())
        self.assertForgotten(handover)
        self.assertRestStays(handover, before)
        self.assertTrue(handover.promise_ids)

    def test_each_line_of_the_look_up_can_be_deleted_alone(self):
        for model in ("crm.handover.contact", "crm.handover.promise"):
            handover = self._submit_twice(self._new_deal(name=model))
            lines = self._look_up().filtered(
                lambda line, model=model, handover=handover: (
                    line.res_model == model
                    and self.env[model].browse(line.res_id).handover_id == handover
                )
            )
            lines.action_unlink()
            self.assertTrue(handover.contact_ids and handover.promise_ids)
            lines_left = self.env[model].search([("handover_id", "=", handover.id)])
            self.assertFalse(lines_left.partner_id)

    def test_the_look_up_forgets_a_customer_who_is_a_person(self):
        handover = self._submit(self._new_deal(partner_id=self.contact.id))
        lines = self._look_up().filtered(lambda line: line.res_model == "crm.handover")
        self.assertEqual(lines.mapped("res_id"), handover.ids)
        lines.action_unlink()
        self.assertTrue(handover.exists())
        self.assertFalse(handover.partner_id or handover.version_ids.packet["partner_id"])

    def test_the_look_up_deletes_lines_of_a_packet_that_was_sent_back_from_versions_too(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        lines = self._look_up().filtered(lambda line: line.res_model == "crm.handover.contact")
        lines.action_unlink()
        self.assertForgotten(handover)

    def test_nobody_else_deletes_from_a_packet_that_was_submitted(self):
        handover = self._submit()
        for user in (self.salesman, self.manager, self.contact_manager):
            with self.assertRaisesRegex(UserError, "was submitted"):
                handover.contact_ids.with_user(user).sudo().unlink()
        with self.assertRaisesRegex(UserError, "was submitted"):
            handover.contact_ids.with_user(self.contact_manager).unlink()
        self.assertEqual(handover.contact_ids.name, "Ann North")

    # --- databases from before ---------------------------------------------------------

    def test_an_update_forgets_whoever_was_deleted_before_it(self):
        deleted, typed = self._submit(), self._submit(self._new_deal(name="Line 5"))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_handover_contact SET partner_id = NULL WHERE handover_id = %s", [deleted.id]
        )
        self.env.invalidate_all()
        path = file_path("crm_playbook/migrations/19.0.1.2.0/post-forgotten_contacts.py")
        spec = spec_from_file_location("forgotten_contacts", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.1.0")
        script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertForgotten(deleted)
        self.assertEqual(typed.contact_ids.name, "Ann North")
