import re
from collections import Counter
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged

DEMO = Path(__file__).parents[1] / "demo"
TEAM = "team_playbook"
REFERENCE = re.compile(r"ref\('(user_playbook_\w+?)'\)")


@tagged("post_install", "-at_install")
class TestDemoPeople(TransactionCase):
    """The salespeople of the demo are members of the team that all rooms speak about. In Odoo a
    salesperson is of one team: whoever is put in a second one leaves the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = [
            record
            for path in sorted(DEMO.glob("*.xml"))
            for record in etree.parse(path).iter("record")
        ]

    def _get_ids(self, model, field, value):
        """Return the ids of the records whose field mentions a value."""
        return {
            record.get("id")
            for record in self.records
            if record.get("model") == model
            and any(
                value in etree.tostring(node, encoding="unicode")
                for node in record.iterfind(f"field[@name='{field}']")
            )
        }

    def _get_members(self):
        """Return ``{team: Counter of users}``."""
        members = {}
        for record in self.records:
            counter = members.setdefault(record.get("id"), Counter())
            if record.get("model") == "crm.team":
                for node in record.iterfind("field[@name='member_ids']"):
                    counter.update(REFERENCE.findall(node.get("eval")))
            if record.get("model") == "crm.team.member":
                self.fail("Members stand with their team, in users.xml.")
        return {team: counter for team, counter in members.items() if counter}

    def test_all_salespeople_are_members_of_the_team(self):
        sellers = self._get_ids("res.users", "group_ids", "sales_team.group_sale_")
        self.assertGreater(len(sellers), 5)
        self.assertEqual(set(self._get_members()[TEAM]), sellers)

    def test_nobody_is_put_in_a_second_team(self):
        self.assertEqual(set(self._get_members()), {TEAM})

    def test_whoever_owns_a_deal_is_of_the_team(self):
        owners = {
            node.get("ref")
            for record in self.records
            if record.get("model") == "crm.lead"
            for node in record.iterfind("field[@name='user_id']")
        }
        self.assertTrue(owners)
        self.assertLessEqual(owners, set(self._get_members()[TEAM]))
