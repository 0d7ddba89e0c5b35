from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..models.icp.scoring.links import _find_links
from ..models.icp.scoring.score_query import ScoreQuery
from .icp_common import IcpCommon

TAGS = ("crm_tag_rel", "lead_id")


@tagged("post_install", "-at_install")
class TestIcpLinks(IcpCommon):
    """Tables that link leads to others are read for the leads of a batch alone."""

    def _find(self, *domains):
        return _find_links(self.env["crm.lead"], [Domain(domain) for domain in domains])

    def test_tags_are_narrowed(self):
        self.assertEqual(self._find([("tag_ids", "in", [1])]), {TAGS})
        self.assertEqual(self._find([("tag_ids.name", "=", "x")]), {TAGS})
        self.assertEqual(self._find([("tag_ids", "any", [("color", "=", 1)])]), {TAGS})
        events = ("calendar_event", "opportunity_id")
        self.assertEqual(self._find([("calendar_event_ids.name", "ilike", "x")]), {events})

    def test_what_is_read_from_elsewhere_too_is_left_whole(self):
        other = [("partner_id.opportunity_ids.tag_ids", "in", [1])]
        self.assertEqual(self._find(other), set())
        self.assertEqual(self._find([("tag_ids", "in", [1])], other), set())
        self.assertEqual(
            self._find([("calendar_event_ids.partner_ids.meeting_ids.name", "=", "x")]), set()
        )

    def test_leads_themselves_and_tables_with_two_sides_are_left_whole(self):
        self._add_field("x_parent_id", "many2one", on_delete="set null")
        self._add_field("x_child_ids", "one2many", relation_field="x_parent_id")
        sides = {"relation_table": "x_lead_link", "column1": "one_id", "column2": "other_id"}
        self._add_field("x_one_ids", "many2many", **sides)
        turned = {**sides, "column1": "other_id", "column2": "one_id"}
        self._add_field("x_other_ids", "many2many", **turned)
        self.assertEqual(self._find([("x_child_ids.name", "=", "x")]), set())
        one, other = [("x_one_ids", "in", [1])], [("x_other_ids", "in", [1])]
        self.assertEqual(self._find(one), {("x_lead_link", "one_id")})
        self.assertEqual(self._find(one, other), set())

    def _add_field(self, name, kind, **values):
        self.addCleanup(self.env.registry._setup_models__, self.cr, ["crm.lead"])
        self.env["ir.model.fields"].create(
            {
                "name": name,
                "field_description": name,
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": kind,
                "relation": "crm.lead",
                **values,
            }
        )

    def test_what_has_a_search_of_its_own_leaves_all_whole(self):
        self.assertEqual(self._find([("tag_ids", "in", [1])], [("has_next_action", "=", 1)]), set())

    def test_what_links_nothing_stays_as_it_is(self):
        self.assertEqual(self._find([("name", "=", "x"), ("partner_id.city", "=", "x")]), set())

    def test_the_statement_says_the_same_of_every_range(self):
        tag = self.env["crm.tag"].create({"name": "Wanted"})
        profile = self._new_profile(
            ([("tag_ids", "in", tag.ids)], 10),
            ([("tag_ids.name", "ilike", "want")], 20),
            ([("activity_ids.summary", "ilike", "call")], 30),
        )
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "opportunity",
                    "tag_ids": [Command.set(tag.ids)] if number % 2 else [],
                }
                for number in range(6)
            ]
        )
        for lead in leads[::3]:
            lead.activity_schedule("mail.mail_activity_data_call", summary="Call them")
        self.env.flush_all()
        spec = profile._make_spec()
        empty = self.env["crm.icp.scorer"]._get_leads()
        whole = ScoreQuery(empty, spec, Domain("id", "in", leads.ids)).select_states()
        expected = sorted(self.env.execute_query(whole))
        self.assertEqual(len(expected), 6)
        found = []
        for after_id, last_id in ((leads[0].id - 1, leads[2].id), (leads[2].id, leads[5].id)):
            part = ScoreQuery(empty, spec, Domain("id", "in", leads.ids), (after_id, last_id))
            self.assertIn("crm_tag_rel", part.select_states().code)
            found += self.env.execute_query(part.select_states())
        self.assertEqual(sorted(found), expected)
