import inspect

from odoo import models
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gate_common import GateCommon

NONSENSE = (
    "x",
    "",
    "\0",
    "2026-13-45",
    "y" * 1_000_000,
    -1,
    0,
    10**9,
    10**30,
    1.5,
    float("nan"),
    True,
    None,
    [],
    ["x"],
    [10**9],
    [[1]],
    {},
    {"x": [1]},
)
# Methods of stock that ours extend, by whatever arguments stock gives them.
STOCK = ("convert_opportunity", "action_set_lost", "message_new")


@tagged("post_install", "-at_install")
class TestArguments(GateCommon):
    """Every public method of ours answers nonsense with a sentence, or with an answer; never
    with a traceback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Northwind"})
        cls.deal.partner_id = cls.customer

    def _get_methods(self):
        """Return ``[(model, method name, names of its arguments)]``."""
        found = []
        for name, model_class in sorted(self.registry.items()):
            for method in sorted(set(dir(model_class))):
                function = getattr(model_class, method, None)
                if self._is_ours(method, function):
                    names = list(inspect.signature(function).parameters)[1:]
                    found.append((name, method, names))
        return [(name, method, names) for name, method, names in found if names]

    def _is_ours(self, method, function):
        return (
            not method.startswith("_")
            and callable(function)
            and getattr(function, "__module__", "").startswith("odoo.addons.crm_playbook")
            and not hasattr(models.BaseModel, method)
            and method not in STOCK
        )

    def _new_records(self):
        """Return one record per model on which methods are called, as the manager."""
        env = self.env(user=self.manager)
        criterion = self._new_criterion(kind="confirmation", enforcement="advise")
        person = env["crm.stakeholder"].create(
            {"lead_id": self.deal.id, "partner_id": self.customer.id}
        )
        handover = env["crm.handover"].create(
            {"lead_id": self.deal.id, "to_user_id": self.all_leads.id}
        )
        promise = env["crm.handover.promise"].create(
            {"handover_id": handover.id, "name": "Training"}
        )
        handover.action_submit()
        review = env["crm.deal.review"].create({"team_id": self.team.id})
        review.action_prepare()
        review.action_start()
        note = env["crm.coaching.note"].create(
            {
                "coach_id": self.manager.id,
                "coachee_id": self.salesman.id,
                "observation": "Asked well",
                "next_time": "Ask again",
            }
        )
        version = self.env["crm.handover.version"].search([], limit=1)
        asked = self._new_criterion(enforcement="advise")
        self.deal.with_user(self.salesman).action_request_waiver(asked.ids, "Friday")
        records = (
            version,
            self.deal,
            criterion,
            person,
            handover,
            promise,
            review,
            note,
            review.line_ids[:1],
            self.deal.waiver_ids,
        )
        return {record._name: record.with_env(env) for record in records}

    def _call(self, record, method, arguments):
        """Return a traceback's last line, or None for an answer or a sentence."""
        try:
            with self.env.cr.savepoint():
                getattr(record, method)(**arguments)
                self.env.flush_all()
        except UserError as error:
            return None if str(error).strip() else "empty sentence"
        except Exception as error:  # noqa: BLE001 what is looked for
            return f"{type(error).__name__}: {str(error)[:120]}"
        return None

    @mute_logger("odoo.sql_db")
    def test_nonsense_gets_a_sentence(self):
        records = self._new_records()
        self.env.flush_all()
        wrong, calls = [], 0
        for model, method, names in self._get_methods():
            record = records.get(model, self.env[model].with_user(self.manager))
            for name in names:
                for value in NONSENSE:
                    arguments = {**dict.fromkeys(self._get_required(record, method)), name: value}
                    calls += 1
                    if found := self._call(record, method, arguments):
                        wrong.append(f"{model}.{method}({name}={str(value)[:30]!r}): {found}")
        self.assertGreater(calls, 500)
        self.assertFalse(wrong, "\n".join(wrong))

    def _get_required(self, record, method):
        parameters = inspect.signature(getattr(record, method)).parameters.values()
        plain = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        return [p.name for p in parameters if p.kind in plain and p.default is p.empty]
