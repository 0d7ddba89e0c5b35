from odoo.exceptions import AccessError
from odoo.tests import tagged

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderJudgement(StakeholderCommon):
    """What is said about a person is dated, signed, kept, and can be taken back."""

    def test_judgement_is_dated_signed_and_kept(self):
        person = self._add("Ann").with_user(self.salesman)
        self.assertFalse(person.attitude_date)
        self.assertFalse(person.judgement_ids)
        person.write({"attitude": "supporter", "influence": 4})
        person.action_judge(attitude="champion", note="She fights for us")
        self.assertEqual(person.attitude_user_id, self.salesman)
        self.assertTrue(person.attitude_date)
        newest, first = person.judgement_ids
        self.assertEqual((newest.attitude, newest.influence), ("champion", 4))
        self.assertEqual((newest.user_id, newest.note), (self.salesman, "She fights for us"))
        self.assertEqual((first.attitude, first.influence, first.note), ("supporter", 4, False))

    def test_writing_the_same_judgement_again_keeps_the_date(self):
        person = self._add("Ann", attitude="supporter")
        person.attitude_date = before = self._ago(10).replace(microsecond=0)
        person.with_user(self.salesman).write({"attitude": "supporter", "note": "x"})
        self.assertEqual(person.attitude_date, before)
        self.assertEqual(len(person.judgement_ids), 1)

    def test_old_judgement_is_settled_by_a_new_one(self):
        for settle in (
            lambda person: person.write({"attitude": "supporter"}),
            lambda person: person.write({"influence": 5}),
            lambda person: person.action_judge(),
        ):
            person = self._add("Ann", attitude="supporter", is_attitude_old=True)
            settle(person.with_user(self.salesman))
            self.assertFalse(person.is_attitude_old)
            self.assertEqual(len(person.judgement_ids), 2)
            self.assertEqual(person.attitude, "supporter")

    def test_each_of_many_is_judged_on_its_own(self):
        ann, bob = self._add("Ann", attitude="neutral"), self._add("Bob")
        (ann | bob).write({"attitude": "neutral"})
        self.assertEqual(len(ann.judgement_ids), 1)
        self.assertEqual(len(bob.judgement_ids), 1)

    def test_undoing_a_judgement_gives_back_the_mark_of_an_earlier_deal(self):
        person = self._add("Ann", attitude="champion", influence=4)
        person.is_attitude_old = True
        person = person.with_user(self.salesman)
        person.write({"attitude": "sceptic"})
        self.assertFalse(person.is_attitude_old)
        person.action_restore_old_judgement(attitude="champion", influence=4)
        self.assertEqual((person.attitude, person.influence), ("champion", 4))
        self.assertTrue(person.is_attitude_old)

    def test_only_who_may_judge_can_undo(self):
        person = self._add("Ann", attitude="champion")
        with self.assertRaises(AccessError):
            person.with_user(self.other_salesman).action_restore_old_judgement("sceptic")
        self.assertFalse(person.is_attitude_old)
