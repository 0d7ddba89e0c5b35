import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path

from odoo.tests import BaseCase

from .sample_common import sample_module, write_folder

ACCOUNTS, PIPELINE = "accounts.csv", "sales_pipeline.csv"
UNDATED = {"engage_date": "", "close_date": "", "close_value": ""}


class SampleFolderCase(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def read_rows(self, rows_by_file=None):
        write_folder(self.folder, rows_by_file)
        return self.read_written()

    def read_written(self):
        self.findings = sample_module("findings").Findings()
        return sample_module("cleaning").read_sample(self.folder, self.findings)

    def read_opportunity(self, **changes):
        [opportunity] = self.read_rows({PIPELINE: [changes]}).opportunities
        return opportunity

    def assertFound(self, *expected):
        """Each expected ``(count, problem, outcome)`` and nothing else was reported."""
        found = {(item.count, item.problem, item.outcome) for item in self.findings}
        self.assertEqual(found, set(expected))


class TestSampleParsing(SampleFolderCase):
    def test_a_clean_folder_is_understood_completely(self):
        sample = self.read_rows()
        [opportunity] = sample.opportunities
        self.assertEqual(opportunity.name, "Box Pro – Acorn Works")
        self.assertEqual(opportunity.amount, 90)
        self.assertEqual(opportunity.engaged, date(2017, 1, 10))
        self.assertEqual(opportunity.closed, date(2017, 3, 1))
        self.assertEqual(opportunity.agent.team, "North – Kim Lake")
        self.assertIs(opportunity.account, sample.accounts[0])
        self.assertEqual(opportunity.account.revenue, 12_500_000)
        self.assertEqual(opportunity.account.employees, 40)
        self.assertFound()

    def test_misspelt_sector_and_country_are_corrected_and_counted(self):
        [account] = self.read_rows(
            {ACCOUNTS: [{"sector": "technolgy", "office_location": "Philipines"}]}
        ).accounts
        self.assertEqual((account.sector, account.country), ("technology", "Philippines"))
        self.assertFound(
            (1, 'sector "technolgy"', 'read as "technology"'),
            (1, 'office_location "Philipines"', 'read as "Philippines"'),
        )

    def test_product_without_its_space_is_recognised_and_counted(self):
        rows = [{"opportunity_id": ref, "product": "BoxPro"} for ref in ("A1", "A2")]
        sample = self.read_rows({PIPELINE: rows})
        self.assertEqual({item.product.name for item in sample.opportunities}, {"Box Pro"})
        self.assertFound((2, 'product "BoxPro"', 'read as "Box Pro"'))

    def test_spelling_that_could_mean_two_accounts_means_neither(self):
        accounts = [{"account": "A-Corn"}, {"account": "A.Corn"}]
        sample = self.read_rows({ACCOUNTS: accounts, PIPELINE: [{"account": "A Corn"}]})
        self.assertFalse(sample.opportunities[0].account)
        self.assertFound((1, "unknown account", "name kept, no customer"))

    def test_open_opportunity_without_account_has_no_customer(self):
        opportunity = self.read_opportunity(
            account="", deal_stage="Engaging", close_date="", close_value=""
        )
        self.assertFalse(opportunity.account)
        self.assertEqual(opportunity.name, "Box Pro")
        self.assertFound(
            (1, "open opportunity without account", "loaded without customer"),
            (1, "Engaging without close_date", "open, no closing date"),
            (1, "Engaging without close_value", "price of the product expected"),
        )

    def test_prospecting_without_dates_and_value_expects_the_price(self):
        opportunity = self.read_opportunity(deal_stage="Prospecting", **UNDATED)
        self.assertEqual(opportunity.amount, 100)
        self.assertFalse(opportunity.created)
        self.assertFound(
            (1, "Prospecting without engage_date", "created on the day of loading"),
            (1, "Prospecting without close_date", "open, no closing date"),
            (1, "Prospecting without close_value", "price of the product expected"),
        )

    def test_lost_for_nothing_expects_the_price(self):
        self.assertEqual(self.read_opportunity(deal_stage="Lost", close_value="0").amount, 100)
        self.assertFound((1, "Lost with close_value 0", "price of the product expected"))

    def test_won_for_nothing_stays_so(self):
        self.assertEqual(self.read_opportunity(close_value="0").amount, 0)
        self.assertFound()

    def test_unknown_names_are_counted_and_kept_in_the_title(self):
        opportunity = self.read_opportunity(
            sales_agent="Sasha Moor", product="Crate", account="Birch Mill"
        )
        self.assertFalse(opportunity.agent or opportunity.product or opportunity.account)
        self.assertEqual(opportunity.name, "Crate – Birch Mill")
        self.assertEqual(opportunity.customer_name, "Birch Mill")
        self.assertFound(
            (1, "unknown sales_agent", "loaded without salesperson"),
            (1, "unknown product", "name kept, no use case, no price"),
            (1, "unknown account", "name kept, no customer"),
        )

    def test_unreadable_dates_and_amounts_are_taken_for_missing(self):
        for value in ("nan", "-5", "1e400", "ten", "1,000"):
            with self.subTest(close_value=value):
                self.assertEqual(self.read_opportunity(close_value=value).amount, 100)
                self.assertEqual(self.findings.count("unreadable close_value"), 1)
        for value in ("2017-02-30", "0001-01-01", "01/02/2017"):
            with self.subTest(engage_date=value):
                self.assertEqual(self.read_opportunity(engage_date=value).created, date(2017, 3, 1))
                self.assertEqual(self.findings.count("unreadable engage_date"), 1)

    def test_unreadable_firmographics_are_taken_for_missing(self):
        [account] = self.read_rows(
            {ACCOUNTS: [{"employees": "-1", "revenue": "inf", "year_established": "19"}]}
        ).accounts
        self.assertEqual((account.employees, account.revenue, account.founded), (None,) * 3)
        self.assertEqual(self.findings.count("unreadable"), 3)

    def test_closing_before_engaging_drops_the_engaging(self):
        opportunity = self.read_opportunity(engage_date="2017-05-01")
        self.assertFalse(opportunity.engaged)
        self.assertEqual(opportunity.created, date(2017, 3, 1))
        self.assertFound((1, "close_date before engage_date", "engage_date ignored"))

    def test_closing_date_of_an_open_opportunity_is_ignored(self):
        self.assertFalse(self.read_opportunity(deal_stage="Engaging").closed)
        self.assertFound((1, "close_date of an open opportunity", "ignored"))

    def test_unusable_rows_are_skipped_and_counted(self):
        rows = [
            {},
            {"close_value": "70"},
            {"opportunity_id": ""},
            {"opportunity_id": "A3", "deal_stage": "Maybe"},
        ]
        [opportunity] = self.read_rows({PIPELINE: rows}).opportunities
        self.assertEqual(opportunity.amount, 90)
        self.assertFound(
            (1, "opportunity_id listed twice", "first kept"),
            (1, "row without opportunity_id", "skipped"),
            (1, "unknown deal_stage", "skipped"),
        )

    def test_account_listed_twice_is_loaded_once(self):
        sample = self.read_rows({ACCOUNTS: [{}, {"account": "ACORN  works", "revenue": "?"}]})
        self.assertEqual([account.name for account in sample.accounts], ["Acorn Works"])
        self.assertFound((1, "account listed twice", "first kept"))

    def test_parents_that_are_unknown_or_run_in_a_circle_are_left_out(self):
        rows = [
            {"account": "One", "subsidiary_of": "Two"},
            {"account": "Two", "subsidiary_of": "One"},
            {"account": "Three", "subsidiary_of": "Nobody"},
        ]
        one, two, three = self.read_rows({ACCOUNTS: rows, PIPELINE: [{"account": "One"}]}).accounts
        self.assertIs(one.parent, two)
        self.assertFalse(two.parent or three.parent)
        outcome = "loaded without parent company"
        self.assertFound(
            (1, "subsidiary_of that leads back to the account", outcome),
            (1, "unknown subsidiary_of", outcome),
        )

    def test_rows_of_another_length_than_the_header_are_counted(self):
        write_folder(self.folder)
        with (self.folder / PIPELINE).open("a") as file:
            file.write("A2,Robin Reed,Box Pro,Acorn Works,Won,2017-01-10,2017-03-01,1,000\n")
            file.write("A3,Robin Reed,Box Pro,Acorn Works,Engaging,2017-01-10\n\n")
        sample = self.read_written()
        self.assertEqual([item.ref for item in sample.opportunities], ["A1", "A3"])
        self.assertEqual(self.findings.count("more cells"), 1)
        self.assertEqual(self.findings.count("too few cells"), 1)

    def test_the_report_tells_file_count_problem_and_outcome(self):
        self.read_rows({PIPELINE: [{"product": "Crate"}]})
        self.assertEqual(
            list(self.findings.lines()),
            [
                "sales_pipeline.csv:",
                "        1  unknown product: name kept, no use case, no price"
                ' (first: line 2: "Crate")',
            ],
        )


class TestSampleRefusal(SampleFolderCase):
    def setUp(self):
        super().setUp()
        write_folder(self.folder)

    def assertRefused(self, words, folder=None):
        """The command ends with code 2 and says one sentence, without any traceback."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = sample_module("cli").main([str(folder or self.folder)])
        self.assertEqual(code, 2)
        [sentence] = err.getvalue().splitlines()
        self.assertIn(words, sentence)
        self.assertFalse(out.getvalue())

    def test_a_folder_that_does_not_exist_is_refused(self):
        self.assertRefused("does not exist", self.folder / "elsewhere")

    def test_a_file_in_place_of_a_folder_is_refused(self):
        self.assertRefused("is a file, not a folder", self.folder / PIPELINE)

    def test_missing_files_are_named(self):
        (self.folder / PIPELINE).unlink()
        (self.folder / ACCOUNTS).unlink()
        self.assertRefused("has no accounts.csv and sales_pipeline.csv")

    def test_missing_columns_are_named(self):
        (self.folder / "products.csv").write_text("product,price\nBox Pro,100\n")
        self.assertRefused("lacks the columns series and sales_price")

    def test_an_empty_file_is_refused(self):
        (self.folder / PIPELINE).write_text("")
        self.assertRefused("sales_pipeline.csv is empty")

    def test_a_file_of_a_header_alone_is_refused(self):
        write_folder(self.folder, {ACCOUNTS: []})
        self.assertRefused("accounts.csv has no rows below its header")

    def test_a_file_that_is_no_text_is_refused(self):
        (self.folder / ACCOUNTS).write_bytes(b"\xff\xfe\x00\x01")
        self.assertRefused("is not UTF-8 text")

    def test_a_file_that_is_no_csv_is_refused(self):
        with (self.folder / PIPELINE).open("a") as file:
            file.write('A2,"never closed,Box Pro\n')
        self.assertRefused("is no valid CSV in line 3")

    def test_a_pipeline_without_a_usable_row_is_refused(self):
        write_folder(self.folder, {PIPELINE: [{"opportunity_id": ""}]})
        self.assertRefused("sales_pipeline.csv can be used")
