from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools.any_of import any_of
from ..constants import ENTRY


class CrmStageMove(models.Model):
    """When deals crossed a gate, and when they went back across it.

    A gate lies before its stage when it is asked to enter it, behind it when it is asked to
    leave it. The order of stages is the one of the whole pipeline.
    """

    _inherit = "crm.stage.move"

    @api.model
    def _get_places_by_stage(self):
        stages = self.env["crm.stage"]._get_places()
        return {stage_id: place for place, (stage_id, _teams) in enumerate(stages)}

    @api.model
    def _get_gate_place(self, terms, places):
        """Return the place of the last stage before the gate of a criterion."""
        place = places[terms.stage_id]
        return place - 1 if terms.gate == ENTRY else place

    @api.model
    def _get_steps(self, leads):
        """Return ``{lead id: [(place left, place reached, moment, hours in the stage left)]}``
        of these deals, oldest first, without the rows that know no stage left."""
        rows = self.env.execute_query(
            SQL(
                """SELECT lead_id, from_stage_id, to_stage_id, date, hours FROM (%s) AS step
                 ORDER BY lead_id, date, id""",
                self._select_steps(leads),
            )
        )
        return self._group_steps(rows)

    @api.model
    def _select_steps(self, leads):
        """Return ``SELECT lead_id, from_stage_id, to_stage_id, date, hours, id``."""
        self.flush_model()
        return SQL(
            """SELECT lead_id, from_stage_id, to_stage_id, date, hours, id FROM crm_stage_move
                WHERE lead_id = %s AND from_stage_id IS NOT NULL
                  AND to_stage_id IS NOT NULL AND from_stage_id <> to_stage_id
                  AND is_merged IS NOT TRUE""",
            any_of(leads._origin._ids),
        )

    @api.model
    def _group_steps(self, rows):
        """Return rows of deal, stage left, stage reached, date and hours as ``_get_steps``."""
        places, steps = self._get_places_by_stage(), {}
        for lead_id, left, reached, *when in rows:
            steps.setdefault(lead_id, []).append((places[left], places[reached], *when))
        return steps

    @api.model
    def _get_returns(self, leads, asked, steps=None):
        """Return ``{(criterion id, lead id): moment}`` at which a deal last went back across
        the gate of a criterion. Where the log does not say how a deal came into the stage of
        a criterion, it is taken to have come back when it entered it.

        :param dict asked: ``{criterion id: Terms}``
        :param dict steps: of ``_get_steps``, read unless they are given
        """
        steps = self._get_steps(leads) if steps is None else steps
        places, returns = self._get_places_by_stage(), {}
        for criterion_id, terms in asked.items():
            gate = self._get_gate_place(terms, places)
            for lead in leads:
                lead_id = lead._origin.id
                if lead_id not in steps and lead.stage_id._origin.id == terms.stage_id:
                    returns[criterion_id, lead_id] = lead.date_last_stage_update
                for left, reached, date, _hours in steps.get(lead_id, ()):
                    if left > gate >= reached:
                        returns[criterion_id, lead_id] = date
        return returns

    @api.model
    def _get_approach(self, lead, terms, moves, places):
        """Return since when a deal was before the gate of a criterion, in the stage from which
        it crosses or crossed it; None where that is not known.

        :param moves: its rows of ``_get_steps``
        :param places: of ``_get_places_by_stage``
        """
        gate = self._get_gate_place(terms, places)
        if places.get(lead.stage_id._origin.id, -1) <= gate:
            return lead.date_last_stage_update
        crossed = [(date, hours) for left, reached, date, hours in moves if left <= gate < reached]
        date, hours = crossed[-1] if crossed else (None, None)
        if hours is None:  # a deal that was lost comes back: it stayed nowhere
            return None
        return (date - timedelta(hours=hours)).replace(microsecond=0)
