import importlib.util
from pathlib import Path

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .badges_common import get_badges
from .icp_common import IcpCommon

MIGRATIONS = Path(__file__).parents[1] / "migrations" / "19.0.1.3.0"
BIG, ALL, SMALL = (
    [("employee_count", ">=", 50)],
    [("name", "!=", False)],
    [("employee_count", "<", 20)],
)
LOOSE = ("profile_id", "disqualifier_id")


def migrate(cr, name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), MIGRATIONS / f"{name}.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.migrate(cr, "19.0.1.2.0")


@tagged("post_install", "-at_install")
class TestScoreRows(IcpCommon):
    """What lies in the table of scores: whatever is deleted leaves nothing behind, although no
    foreign key says so."""

    def setUp(self):
        super().setUp()
        self.lead.employee_count = 5
        self.profile = self._publish((BIG, 60), (ALL, 40), (SMALL, None))
        self.disqualifier = self.profile.criterion_ids[-1]

    def _count(self, **values):
        domain = [(name, "in", records.ids) for name, records in values.items()]
        return self.env["crm.icp.score"].search_count(domain)

    def _get_keys(self):
        """Return the columns of the table that have a foreign key."""
        self.env.cr.execute(
            """SELECT own.attname FROM pg_constraint AS fk
                 JOIN pg_attribute AS own
                   ON own.attrelid = fk.conrelid AND own.attnum = fk.conkey[1]
                WHERE fk.contype = 'f' AND fk.conrelid = 'crm_icp_score'::regclass"""
        )
        return [name for [name] in self.env.cr.fetchall()]

    def _assert_unscored(self, leads):
        """Assert that nobody is told of a profile or a disqualifier that is gone."""
        self.env.invalidate_all()
        leads = leads.with_user(self.manager)
        for lead in leads:
            self.assertFalse(lead.icp_profile_id or lead.icp_disqualifier_id)
        names = {"icp_profile_id": {"fields": {"display_name": {}}}, "icp_disqualifier_id": {}}
        for values in leads.web_read(names):
            self.assertFalse(values["icp_profile_id"] or values["icp_disqualifier_id"])
        for name in ("icp_profile_id", "icp_disqualifier_id"):
            groups = leads.formatted_read_group([("id", "in", leads.ids)], [name], ["__count"])
            self.assertEqual([(row[name], row["__count"]) for row in groups], [(False, len(leads))])
            self.assertEqual(leads.search([("id", "in", leads.ids), (name, "=", False)]), leads)
            self.assertEqual(leads.search([("id", "in", leads.ids)], order=name), leads)

    # --- no foreign keys ---------------------------------------------------------------

    def test_only_the_lead_has_a_foreign_key(self):
        self.assertEqual(self._get_keys(), ["lead_id"])

    def test_no_update_brings_them_back(self):
        self.registry.init_models(self.env.cr, ["crm.icp.score"], {"module": "crm_playbook"})
        self.assertEqual(self._get_keys(), ["lead_id"])

    def test_an_update_takes_those_of_before_away(self):
        self.env.cr.execute(
            """ALTER TABLE crm_icp_score
                 ADD FOREIGN KEY (profile_id) REFERENCES crm_icp_profile ON DELETE CASCADE,
                 ADD FOREIGN KEY (disqualifier_id) REFERENCES crm_icp_criterion"""
        )
        self.assertEqual(len(self._get_keys()), 3)
        for _time in range(2):
            migrate(self.env.cr, "pre-score_keys")
            self.assertEqual(self._get_keys(), ["lead_id"])

    # --- deleted -----------------------------------------------------------------------

    def test_a_profile(self):
        self.assertTrue(self._count(profile_id=self.profile))
        with self.assertRaises(UserError):
            self.profile.with_user(self.manager).unlink()
        self.assertTrue(self._count(profile_id=self.profile))
        self.profile.with_user(self.manager).action_archive_profile()
        self.profile.with_user(self.manager).unlink()
        self.env.cr.execute("SELECT COUNT(*) FROM crm_icp_score")
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self._assert_unscored(self.lead)

    def test_a_version_that_was_replaced_takes_no_score_of_its_successor_along(self):
        draft = self.profile.browse(self.profile.action_new_version()["res_id"])
        draft.action_publish()
        self._rescore()
        self.profile.with_user(self.manager).unlink()
        self.env.invalidate_all()
        self.assertEqual(self.lead.with_user(self.manager).icp_profile_id, draft)
        self.assertTrue(self.lead.icp_disqualifier_id)

    def test_a_disqualifier(self):
        self.assertEqual(self.lead.icp_disqualifier_id, self.disqualifier)
        self.profile.action_archive_profile()
        self.env.cr.execute("UPDATE crm_icp_profile SET state = 'draft'")
        self.env.invalidate_all()
        self.disqualifier.with_user(self.manager).unlink()
        self.assertFalse(self._count(disqualifier_id=self.disqualifier))
        self.assertFalse(self.lead.with_user(self.manager).icp_disqualifier_id)
        self.assertTrue(self._count(profile_id=self.profile))

    def test_what_is_scored_by_a_profile_at_the_moment_it_is_deleted(self):
        self.env.cr.execute("UPDATE crm_icp_score SET profile_id = -1, disqualifier_id = -1")
        self._assert_unscored(self.lead)
        self.env["crm.icp.rescoring"]._start()
        self._rescore()
        self.assertEqual(self.lead.icp_profile_id, self.profile)

    def test_a_lead(self):
        self.lead.employee_count = 60
        self.env.flush_all()
        self.assertEqual(self._count(lead_id=self.lead), 2)
        self.lead.with_user(self.manager).unlink()
        self.assertFalse(self._count(lead_id=self.lead))

    def test_a_lead_by_sql(self):
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [self.lead.id])
        self.env.invalidate_all()
        self.assertFalse(self._count(lead_id=self.lead))

    def test_a_lead_that_is_merged(self):
        other = self._new_lead(name="Line 5", employee_count=70)
        self.env.flush_all()
        leads = (self.lead | other).with_user(self.manager)
        kept = leads.merge_opportunity()
        self.env.flush_all()
        gone = (self.lead | other) - kept
        self.assertFalse(gone.exists())
        self.assertFalse(self._count(lead_id=gone))
        self.assertTrue(kept.icp_tier)


@tagged("post_install", "-at_install")
class TestNewestScore(IcpCommon):
    """Of the rows of a lead exactly one counts, and it is the same one for everybody."""

    def setUp(self):
        super().setUp()
        self.profile = self._publish((BIG, 60), (ALL, 40))
        self.env.cr.execute("DELETE FROM crm_icp_score")

    def _insert(self, score, is_settled, row_id=None):
        self.env.cr.execute(
            """INSERT INTO crm_icp_score
                   (id, lead_id, profile_id, score, tier, coverage, is_settled)
               VALUES (COALESCE(%s, nextval('crm_icp_score_id_seq')), %s, %s, %s, 'a', 100, %s)""",
            [row_id, self.lead.id, self.profile.id, score, is_settled],
        )
        self.env.invalidate_all()

    def assertCounts(self, score):
        lead = self.lead.with_user(self.manager)
        here = [("id", "=", lead.id)]
        self.assertEqual(lead.icp_score, score)
        self.assertEqual(get_badges(lead)["icp"]["text"], f"A · {score}")
        self.assertEqual(lead.search_count([*here, ("icp_score", "=", score)]), 1)
        groups = lead._read_group(here, ["icp_tier"], ["__count", "icp_score:sum"])
        self.assertEqual(groups, [("a", 1, score)])
        self.assertEqual(lead.search(here, order="icp_score"), lead)

    def test_the_settled_row_while_there_is_no_other(self):
        self._insert(1, True)
        self.assertCounts(1)

    def test_the_newest_fresh_row(self):
        for score, is_settled in ((1, True), (2, False), (3, None)):
            self._insert(score, is_settled)
            self.assertCounts(score)

    def test_a_fresh_row_of_a_lead_that_no_pass_has_seen(self):
        self._insert(1, False)
        self.assertCounts(1)

    def test_two_changes_at_once_before_the_first_pass(self):
        self._insert(1, False)
        self._insert(2, False)
        self.assertCounts(2)

    def test_a_pass_that_commits_after_a_change_it_has_not_seen(self):
        self._insert(2, False)
        self._insert(1, True)
        self.assertCounts(2)

    def test_a_lead_has_one_settled_row(self):
        self._insert(1, True)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation):
            self._insert(2, True)

    def test_a_change_back_to_what_the_pass_said_counts(self):
        self._rescore_all()
        for count, score in ((60, 100), (5, 40), (60, 100)):
            self.lead.with_user(self.manager).employee_count = count
            self.env.flush_all()
            self.assertScore(self.lead, score)
        self.assertEqual(len(self.lead.icp_score_ids), 4)

    def test_a_pass_settles_what_changes_have_said_and_keeps_the_date(self):
        self._rescore_all()
        settled = self.lead.icp_score_ids
        self.lead.employee_count = 60
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_icp_score SET date = '2020-01-01' WHERE is_settled IS NOT TRUE"
        )
        self.env.invalidate_all()
        run = self._rescore_all()
        self.assertEqual(self.lead.icp_score_ids, settled)
        self.assertEqual((settled.score, settled.is_settled), (100, True))
        self.assertEqual(settled.date.year, 2020)
        self.assertEqual(run.written_count, 0)

    def _rescore_all(self):
        self.env["crm.icp.rescoring"]._start()
        run = self.env["crm.icp.rescoring"]._get_current()
        self._rescore()
        return run

    def test_an_update_tells_settled_rows_from_fresh_ones(self):
        for score in (1, 2, 3):
            self._insert(score, False)
        self.env.cr.execute("ALTER TABLE crm_icp_score DROP COLUMN is_settled CASCADE")
        for _time in range(2):
            migrate(self.env.cr, "pre-scores")
        self.env.cr.execute("SELECT score, is_settled FROM crm_icp_score ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), [(1, True), (2, False), (3, False)])
        self.assertCounts(3)
        # The update goes on with the indexes.
        self.registry.init_models(self.env.cr, ["crm.icp.score"], {"module": "crm_playbook"})
        self._rescore_all()
        self.assertEqual(len(self.lead.icp_score_ids), 1)
