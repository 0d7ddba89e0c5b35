from ast import literal_eval

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverLead(HandoverCommon):
    """The handover on its deal: begun from it, shown on it, asked for by its stages."""

    # --- beginning ---------------------------------------------------------------------

    def test_a_deal_opens_its_handover_and_begins_it_once(self):
        deal = self.deal.with_user(self.salesman)
        with self._open_form(deal) as form:
            self.assertEqual(form.name, "Line 4")
        handover = form.record
        self.assertEqual(handover.lead_id, self.deal)
        self.assertEqual(handover.state, "draft")
        self.assertEqual(deal.action_open_handover()["res_id"], handover.id)

    def _open_form(self, deal):
        """Return the form that a deal opens, as its user sees it."""
        action = deal.action_open_handover()
        handovers = self.env["crm.handover"].with_user(deal.env.user)
        handovers = handovers.with_context(**action.get("context", {}))
        return Form(handovers.browse(action.get("res_id")))

    def test_looking_at_the_handover_of_a_deal_makes_nothing(self):
        deal = self.deal.with_user(self.salesman)
        for _again in range(2):
            self.assertNotIn("res_id", deal.action_open_handover())
            form = self._open_form(deal)
            self.assertEqual(form.name, "Line 4")
        self.assertFalse(self.env["crm.handover"].search([("lead_id", "=", deal.id)]))
        self.assertFalse(deal.handover_id)

    def test_what_the_form_proposes_is_what_is_saved(self):
        self.env["crm.stakeholder"].create(
            {"lead_id": self.deal.id, "partner_id": self.contact.id, "attitude": "champion"}
        )
        template = self._new_template(to_user_id=self.receiver.id)
        self.deal.description = "<p>Orders get lost</p>"
        with self._open_form(self.deal.with_user(self.salesman)) as form:
            self.assertEqual(form.problem, "Orders get lost")
            self.assertEqual(form.partner_id, self.customer)
            self.assertTrue(form.missing_part_ids)
            form.scope_in = "Orders"
        handover = form.record
        self.assertEqual(handover.problem, "Orders get lost")
        self.assertEqual(handover.scope_in, "Orders")
        self.assertEqual((handover.template_id, handover.to_user_id), (template, self.receiver))
        self.assertEqual(handover.contact_ids.partner_id, self.contact)
        self.assertEqual(handover.contact_ids.attitude, "champion")
        self.assertEqual(handover.from_user_id, self.salesman)
        self.assertEqual(handover.expected_revenue, 5000)

    def test_what_was_taken_out_of_the_form_does_not_come_back(self):
        self.env["crm.stakeholder"].create({"lead_id": self.deal.id, "partner_id": self.contact.id})
        with self._open_form(self.deal.with_user(self.salesman)) as form:
            form.contact_ids.remove(0)
        self.assertFalse(form.record.contact_ids)

    def test_a_new_form_tells_nothing_of_the_deal_of_somebody_else(self):
        deal = self._new_deal(user_id=self.other_salesman.id)
        context = {"default_lead_id": deal.id, "handover_prefill": True}
        handovers = self.env["crm.handover"].with_context(**context)
        for user in (self.salesman, self.receiver, self.portal):
            with self.assertRaises(AccessError):
                handovers.with_user(user).onchange({}, [], {"name": {}, "problem": {}})

    def test_a_new_handover_says_what_the_deal_says(self):
        deal = self._new_deal(
            description="<p>Orders get lost</p>", partner_id=self.contact.id, user_id=False
        )
        handover = deal.with_user(self.salesman)._get_or_begin_handover()
        self.assertEqual(handover.name, "Line 4")
        self.assertEqual(handover.problem, "Orders get lost")
        self.assertEqual(handover.partner_id, self.contact)
        self.assertEqual(handover.contact_ids.partner_id, self.contact)
        self.assertEqual(handover.expected_revenue, 5000)
        self.assertEqual(handover.from_user_id, self.salesman)

    def test_a_new_handover_knows_the_people_of_the_map(self):
        role = self.env["crm.stakeholder.role"].create({"name": "Payer"})
        self.env["crm.stakeholder"].create(
            [
                {
                    "lead_id": self.deal.id,
                    "partner_id": self.contact.id,
                    "role_ids": [Command.link(role.id)],
                    "attitude": "champion",
                },
                {"lead_id": self.deal.id, "placeholder_name": "The CFO"},
                {"lead_id": self.deal.id, "placeholder_name": "Who left", "state": "left"},
            ]
        )
        handover = self.deal.with_user(self.salesman)._get_or_begin_handover()
        self.assertEqual(set(handover.contact_ids.mapped("name")), {"Ann North", "The CFO"})
        ann = handover.contact_ids.filtered("partner_id")
        self.assertEqual((ann.roles, ann.attitude), ("Payer", "champion"))

    def test_a_new_handover_names_whom_its_seller_may_not_open(self):
        """Neither a contact nor a template of another company keeps a handover from beginning."""
        other = self.env["res.company"].create({"name": "Other"})
        template = self._new_template(company_id=other.id)
        hidden = self.env["res.partner"].create({"name": "Bo South"})
        deal = self._new_deal(partner_id=False, company_id=False, team_id=False)
        self.env["crm.stakeholder"].create({"lead_id": deal.id, "partner_id": hidden.id})
        hidden.company_id = other
        self.env.flush_all()
        self.env.invalidate_all()
        handover = deal.with_user(self.salesman)._get_or_begin_handover().sudo()
        self.assertEqual(handover.contact_ids.name, "Bo South")
        self.assertFalse(handover.contact_ids.partner_id)
        self.assertEqual(handover.template_id, template)
        with self.assertRaises(AccessError):
            handover.with_user(self.salesman).template_id = self._new_template(
                company_id=other.id, sequence=99
            )

    def test_a_new_handover_takes_the_evidence_that_counts(self):
        criteria = self.env["crm.stage.criterion"].create(
            [
                {"name": name, "stage_id": self.deal.stage_id.id, "kind": "confirmation"}
                for name in ("Problem", "Budget")
            ]
        )
        document = self.env["ir.attachment"].create(
            {"name": "Offer", "raw": b"x", "res_model": "crm.lead", "res_id": self.deal.id}
        )
        for criterion, outcome, note in (
            (criteria[0], "confirmed", "Old words"),
            (criteria[0], "confirmed", "Orders get lost"),
            (criteria[1], "confirmed", "50,000"),
            (criteria[1], "withdrawn", "Gone"),
        ):
            self.env["crm.lead.evidence"].create(
                {
                    "lead_id": self.deal.id,
                    "criterion_id": criterion.id,
                    "outcome": outcome,
                    "note": note,
                    "attachment_ids": [Command.link(document.id)],
                }
            )
        handover = self.deal.with_user(self.salesman)._get_or_begin_handover()
        self.assertEqual(handover.problem, "Problem: Orders get lost")
        self.assertEqual(handover.document_ids, document)

    def test_a_packet_says_what_the_deal_says_until_it_is_submitted(self):
        handover = self._new_full_handover()
        other = self.env["res.partner"].create({"name": "Southwind"})
        self.deal.write({"name": "Line 5", "expected_revenue": 9000, "partner_id": other.id})
        taken = ["name", "expected_revenue", "partner_id"]
        self.assertEqual([handover[name] for name in taken], ["Line 5", 9000, other])
        handover.action_submit()
        self.deal.write({"name": "Line 6", "expected_revenue": 1, "partner_id": False})
        self.assertEqual([handover[name] for name in taken], ["Line 5", 9000, other])
        handover.with_user(self.receiver).action_return(["commercial_mismatch"])
        handover.action_submit()
        self.assertEqual(handover.expected_revenue, 1)

    # --- fields ------------------------------------------------------------------------

    def test_a_deal_shows_its_handover(self):
        deal = self.deal.with_user(self.salesman)
        self.assertFalse(deal.handover_id or deal.handover_state)
        handover = self._new_handover()
        self.assertEqual(deal.handover_id, handover)
        self.assertEqual(deal.handover_state, "draft")
        before = deal.handover_completeness
        handover.write({"problem": "x", "outcome": "x"})
        self.assertGreater(deal.handover_completeness, before)
        handover.action_submit()
        self.assertEqual(deal.handover_state, "submitted")

    def test_a_deal_that_is_being_edited_shows_what_is_saved(self):
        handover = self._submit()
        edited = self.env["crm.lead"].with_user(self.salesman).new(origin=self.deal)
        self.assertEqual(edited.handover_id, handover)
        self.assertEqual(edited.handover_state, "submitted")
        self.assertEqual(edited.handover_completeness, 100)
        self.assertFalse(self.env["crm.lead"].with_user(self.salesman).new({}).handover_state)

    def test_deals_are_found_sorted_and_grouped_by_their_handover(self):
        other, without = self._new_deal(), self._new_deal()
        submitted, draft = self._submit(), self._new_handover(other)
        deals = self.env["crm.lead"].with_user(self.salesman)
        ours = [("id", "in", (self.deal | other | without).ids)]

        def find(*domain):
            return deals.search([*ours, *domain])

        self.assertEqual(find(("handover_state", "=", "submitted")), self.deal)
        self.assertEqual(find(("handover_state", "=", False)), without)
        self.assertEqual(find(("handover_state", "!=", "draft")), self.deal | without)
        self.assertEqual(find(("handover_id", "=", draft.id)), other)
        self.assertEqual(find(("handover_id", "!=", False)), self.deal | other)
        self.assertEqual(find(("handover_id.scope_in", "=", "Orders")), self.deal)
        self.assertEqual(find(("handover_completeness", ">=", 100)), self.deal)
        for domain in (
            [("handover_completeness", "<", 100)],
            [("handover_completeness", "=", 0)],
            [("handover_state", "in", ["draft", False])],
            [("handover_id", "=", False)],
        ):
            # The gates judge in Python what filters judge in SQL.
            found = deals.search(ours).sudo().filtered_domain(domain)
            self.assertEqual(set(find(*domain).ids), set(found.ids), domain)
        self.assertEqual(
            deals.search([*ours, ("handover_id", "!=", False)], order="handover_completeness"),
            other | self.deal,
        )
        groups = dict(deals._read_group(ours, ["handover_state"], ["__count"]))
        self.assertEqual(groups, {"submitted": 1, "draft": 1, False: 1})
        self.assertEqual(submitted.with_user(self.salesman).lead_id, self.deal)

    def test_new_values_are_found_before_they_are_written(self):
        handover = self._new_full_handover()
        handover.action_submit()
        found = self.env["crm.lead"].search([("handover_state", "=", "submitted")])
        self.assertIn(self.deal, found)

    def test_queries_do_not_grow_with_the_number_of_deals(self):
        deals = self.deal
        for _number in range(5):
            deals |= self._new_deal()
        for deal in deals:
            self._new_handover(deal)
        names = ["handover_id", "handover_state", "handover_completeness"]
        self.env.flush_all()
        one = self._count_queries(lambda: self.deal.read(names))
        all_ = self._count_queries(lambda: deals.read(names))
        self.assertEqual(one, all_)

    # --- stages ------------------------------------------------------------------------

    def _ask(self, **values):
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self.env["crm.stage.criterion"].create(
            {
                "name": "Handed over",
                "stage_id": won.id,
                "gate": "entry",
                "enforcement": "block",
                "state": "active",
                "team_ids": self.team.ids,
                **values,
            }
        )

    def test_a_stage_asks_for_a_handover_that_was_submitted(self):
        self._ask(kind="condition", domain=str([("handover_state", "=", "submitted")]))
        handover = self._new_full_handover()
        deal = self.deal.with_user(self.salesman)
        with self.assertRaisesRegex(ValidationError, "Handed over"):
            deal.action_set_won()
        handover.action_submit()
        deal.action_set_won()
        self.assertEqual(deal.won_status, "won")

    def test_a_stage_asks_for_a_complete_packet(self):
        self._ask(kind="condition", domain=str([("handover_completeness", ">=", 100)]))
        handover = self._new_full_handover(outcome=False)
        with self.assertRaises(ValidationError):
            self.deal.with_user(self.salesman).action_set_won()
        handover.outcome = "x"
        self.deal.with_user(self.salesman).action_set_won()

    def test_a_stage_asks_for_the_field(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "handover_id")
        self._ask(kind="fields", field_ids=[Command.set(field.ids)])
        with self.assertRaisesRegex(ValidationError, "Handover"):
            self.deal.with_user(self.salesman).action_set_won()
        self._new_handover()
        self.deal.with_user(self.salesman).action_set_won()

    # --- idle --------------------------------------------------------------------------

    def _forget_use(self):
        self.env["crm.handover"].search([]).with_context(active_test=False)._unlock()
        self.env.cr.execute("DELETE FROM crm_handover")
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self.addCleanup(self.env.registry.clear_cache, "stable")

    def test_an_idle_room_costs_nothing(self):
        self._forget_use()
        deal = self.deal
        names = ["handover_id", "handover_state", "handover_completeness"]
        plain = self._count_queries(lambda: deal.read(["name"]))
        self.assertEqual(self._count_queries(lambda: deal.read(["name", *names])), plain)
        self.env["crm.handover.template"]._is_any_required()  # asked once by each server
        statements = []
        execute = self.env.cr.execute

        def listen(query, *args, **kwargs):
            statements.append(str(query))
            return execute(query, *args, **kwargs)

        self.patch(self.env.cr, "execute", listen)
        deal.write({"user_id": self.other_salesman.id, "company_id": self.env.company.id})
        self._new_deal()
        deal.action_set_won()
        self.env.flush_all()
        self.assertFalse([text for text in statements if "crm_handover" in text])

    def test_the_form_of_a_deal_is_saved_as_before(self):
        with Form(self.deal.with_user(self.salesman)) as form:
            form.name = "Line 5"
        self.assertEqual(self.deal.name, "Line 5")

    def test_my_handovers_open_without_rights_on_deals(self):
        action = self.env.ref("crm_playbook.crm_handover_action_mine")
        handover = self._submit()
        domain = literal_eval(action.domain.replace("uid", str(self.receiver.id)))
        found = self.env["crm.handover"].with_user(self.receiver).search(domain)
        self.assertEqual(found, handover.with_user(self.receiver))
        root = self.env.ref("crm_playbook.crm_handover_root_menu")
        self.receiver.group_ids |= self.env.ref("crm_playbook.group_handover_receiver")
        visible = self.env["ir.ui.menu"].with_user(self.receiver)._visible_menu_ids()
        self.assertIn(root.id, visible)
        hidden = self.env["ir.ui.menu"].with_user(self.salesman)._visible_menu_ids()
        self.assertNotIn(root.id, hidden)
