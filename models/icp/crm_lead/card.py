from odoo import models

from ....tools import condition
from ....tools.arguments import checked, form_values
from ..scoring.score_query import MATCHED, UNKNOWN, get_positive_weight

ADJUSTMENT = "adjustment"
POINT_DIGITS = 2


class CrmLead(models.Model):
    """What the score of a lead is made of."""

    _inherit = "crm.lead"

    def get_icp_explanation(self):
        """Say what the score of this lead is made of.

        :return: list of dicts in the order of the profile: ``criterion_id``, ``name``,
            ``kind`` (fit, disqualifier), ``state`` (matched, missed, unknown), ``points``
            (float, on the scale of the score), ``fields`` (for an unknown one, the fields of
            the lead that would fill it: dicts of ``name`` and ``label``). Where rounding or
            the limits 0 and 100 take something, a last line with ``criterion_id`` False and
            state ``adjustment``. The points add up to ``icp_score``. Empty without a profile.
        """
        self.ensure_one()
        self.check_access("read")
        card = self._make_icp_card()
        return card["lines"] if card else []

    @checked(values=form_values("crm.lead"))
    def get_icp_card(self, values=None):
        """Say what the score of this lead is made of, as the form shows it, with what is edited
        there.

        :param dict values: what is edited and not saved yet, by field name, of relations the ids;
            without a record those of a new lead
        :return: False without a published profile, else a dict of ``watched`` (the names of the
            fields of which a change may change the answer) and ``profile`` (name, or False where
            none is meant for the lead); with a profile also of ``score``, ``coverage``, ``tier``,
            ``tier_minimums``, ``reason`` (why it is disqualified, or False) and ``lines``, see
            :meth:`get_icp_explanation`
        :raise AccessError: for users who may not read the lead, or with ``values`` not edit it,
            or are outside of Sales
        """
        self._check_may_be_told()
        lead = self._get_draft(values)
        paths = self.pool.field_depends[self._fields["icp_score_ids"]]
        if not paths:
            return False
        watched = self._get_form_names(frozenset(path.split(".")[0] for path in paths))
        return {**(lead._make_icp_card() or {"profile": False}), "watched": watched}

    def _make_icp_card(self):
        """Return the card of one lead (JSON values only), or False."""
        # sudo: the lead may be read, and its profile is told only through its criteria
        lead = self.sudo()
        spec, states = self.env["crm.icp.scorer"]._get_states(lead)
        return lead._prepare_icp_card(spec, states) if spec else False

    def _prepare_icp_card(self, spec, states):
        """Return the explanation of one lead as shown on its card (JSON values only)."""
        values = self.env["crm.icp.scorer"]._get_values(spec, states)
        lines = self._get_icp_lines(spec, states, values["score"])
        profile = self.env["crm.icp.profile"].browse(spec.id)
        disqualifier = self.env["crm.icp.criterion"].browse(values["disqualifier_id"] or [])
        return {
            "profile": profile.display_name,
            "score": values["score"],
            "coverage": values["coverage"],
            "tier": values["tier"],
            "tier_minimums": list(spec.tier_minimums),
            "reason": disqualifier.lost_reason_id.name if disqualifier else False,
            "lines": lines,
        }

    def _get_icp_lines(self, spec, states, score):
        positive = get_positive_weight(spec)
        criteria = self.env["crm.icp.criterion"].browse([c.id for c in spec.criteria])
        lines = []
        for criterion, values, state in zip(criteria, spec.criteria, states, strict=True):
            points = 100 * (values.weight or 0) / positive if state == MATCHED else 0
            lines.append(
                {
                    "criterion_id": criterion.id,
                    "name": criterion.name,
                    "kind": criterion.kind,
                    "state": state,
                    "points": round(points, POINT_DIGITS),
                    "weight": values.weight or 0,
                    "fields": self._get_icp_missing_fields(criterion) if state == UNKNOWN else [],
                }
            )
        rest = round(score - sum(line["points"] for line in lines), POINT_DIGITS)
        if rest:
            lines.append(self._get_icp_adjustment(rest))
        return lines

    def _get_icp_adjustment(self, points):
        return {
            "criterion_id": False,
            "name": self.env._("Rounding and limits 0 to 100"),
            "kind": False,
            "state": ADJUSTMENT,
            "points": points,
            "weight": 0,
            "fields": [],
        }

    def _get_icp_missing_fields(self, criterion):
        """Return the lead's fields behind a criterion that lead to nothing, each once, with
        a label that names the whole path."""
        found = {}
        for leaf in condition.walk(condition.parse(criterion.domain), self):
            if self._has_icp_data(leaf.path):
                continue
            labels = [f.get_description(self.env, ["string"])["string"] for f in leaf.fields]
            found.setdefault(leaf.fields[0].name, " › ".join(labels))
        return [{"name": name, "label": label} for name, label in found.items()]

    def _has_icp_data(self, path):
        values = self.mapped(path)
        return bool(values) if isinstance(values, models.BaseModel) else any(values)
