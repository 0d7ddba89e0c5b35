import re
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.icp.scoring import score_query
from ..tools import condition_paths
from .condition_common import CRITERION, ICP, PLACES, ConditionCommon
from .condition_generator import ConditionGenerator

CHECKED, SAVED = 4000, 120
# What programs say to each other, in whatever stands outside of the condition that is shown.
JARGON = re.compile(
    r"Traceback|\w+Error|Exception|NoneType|<class|object at 0x|psycopg|LINE \d|Domain\(|Invalid"
    r"|unhashable|literal|codec|NotImplemented|assert|operator does not exist"
)
SENTENCE = re.compile(r".+ “.+”: this condition cannot be used \(.+: .*\)\. .+\.", re.DOTALL)


@tagged("post_install", "-at_install")
class TestConditionHostile(ConditionCommon):
    """Thousands of conditions as nobody should write them. Each is refused in a sentence, or
    saved and then judged, in memory and in the database, on saved deals and on one in a form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tag = cls.env["crm.tag"].create({"name": "Large"})
        filled = {"expected_revenue": 5, "date_deadline": "2024-01-31", "phone": "1%_\\"}
        cls.filled = cls._new_deal(tag_ids=tag.ids, description="<p>a</p>" * 50, **filled)
        cls.empty = cls.env["crm.lead"].create({"name": "Empty"})

    def setUp(self):
        super().setUp()
        self.deals = self.deal | self.filled | self.empty
        new = self.env["crm.lead"].new
        self.typed = new(origin=self.filled) | new({"name": "Typed"})

    @mute_logger("odoo.domains")
    def test_each_is_refused_in_a_sentence_or_judged(self):
        generator = ConditionGenerator(self.env["crm.lead"], "hostile")
        judged = 0
        for number, text in enumerate(generator.make_texts(CHECKED)):
            model, fname = PLACES[number % len(PLACES)]
            vals = self._prepare(model, fname, text)
            record = self.env[model].with_user(self.manager).new(vals)
            if self._is_accepted(text, record._check_conditions, fname):
                self._judge(record, fname, text)
                judged += 1
        # Else nothing would have been proved.
        self.assertGreater(judged, CHECKED / 10)

    @mute_logger("odoo.domains")
    def test_a_client_gets_the_same_sentences(self):
        generator = ConditionGenerator(self.env["crm.lead"], "client")
        for number, text in enumerate(generator.make_texts(SAVED)):
            model, fname = PLACES[number % len(PLACES)]
            self._is_accepted(text, self._save, model, fname, text)
        self.assertServerGoesOn()

    def test_what_is_no_text_is_refused_in_a_sentence_or_judged(self):
        for value in (
            5,
            2.5,
            True,
            [("name", "=", "x")],
            [("name", "=", 5)],
            {},
            {"a": 1},
            b"[(",
            (),
        ):
            for model, fname in PLACES:
                vals = {**self._prepare(model, fname, ""), fname: value}
                self._is_accepted(value, self.env[model].with_user(self.manager).create, vals)

    def _is_accepted(self, text, save, *arguments):
        try:
            with self.env.cr.savepoint():
                save(*arguments)
        except ValidationError as refusal:
            sentence = str(refusal)
            self.assertRegex(sentence, SENTENCE)
            place = getattr(refusal.__cause__, "place", "")
            said = sentence.replace(place, "") if place else sentence
            self.assertNotRegex(said, JARGON, f"said of {str(text)[:200]!r}")
            return False
        except Exception as error:
            raise AssertionError(f"{str(text)[:500]!r}: {error!r}") from error
        return True

    def _judge(self, record, fname, text):
        try:
            domain = record._parse_condition(fname)
            for deals in (self.deals, self.typed, self.deals.browse()):
                record._filter_by_condition(deals, domain)
            leads = record._get_judging_leads()
            leads.search(domain & Domain("id", "in", self.deals.ids))
            if record._name != CRITERION:
                self._follow(record, domain, leads)
            if record._name == ICP:
                self._score(domain)
        except Exception as error:
            raise AssertionError(f"{text[:500]!r} was accepted: {error!r}") from error

    def _follow(self, record, domain, leads):
        """Let Odoo resolve what is followed, as it does when the registry is set up."""
        field = leads._fields["icp_score_ids" if record._name == ICP else "stakeholder_map_ids"]
        paths = condition_paths.get_dependencies(domain, leads, record._get_condition_results())
        with patch.dict(self.env.registry.field_depends, {field: tuple(paths)}):
            list(field.resolve_depends(self.env.registry))

    def _score(self, domain):
        scorer = self.env["crm.icp.scorer"]
        leads = scorer._get_leads()
        criterion = score_query.make_criterion(1, domain, 10, leads)
        spec = score_query.ProfileSpec(1, False, (), (), (80, 60, 40), (criterion,))
        statement = score_query.ScoreQuery(leads, spec, Domain("id", "in", self.deals.ids))
        self.env.execute_query(statement.select())
        for part in criterion.reading:
            self.typed.sudo().filtered_domain(part)
