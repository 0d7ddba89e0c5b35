from collections import namedtuple

from odoo import models

LOST, WON = "lost", "won"

# What a write or a creation does to one lead.
#   source_id: the stage it leaves, False when it enters the pipeline
#   target:    the stage it reaches, elevated; empty when it loses its stage
#   moves:     whether it gets to another stage, or into the pipeline
#   wins, loses: whether it is won or lost afterwards and was not before
Change = namedtuple("Change", "source_id target moves wins loses")


class CrmLead(models.Model):
    """What a write is about to change of the status of leads, told before it happens.

    Core wins and loses in several ways: by a stage, by the probability in a won stage, by
    bringing an archived deal back into a won stage, by archiving at probability 0. All of them
    count, of leads as well as of opportunities.
    """

    _inherit = "crm.lead"

    def _get_changes(self, vals):
        """Return ``{lead: Change}``, elevated, of those leads whose status this write changes.

        :param dict vals: as given to ``write``
        """
        # sudo: what happens to a lead does not depend on what the writer may read
        leads, changes = self.sudo(), {}
        stage = leads.stage_id.browse(vals.get("stage_id") or [])
        if stage.is_won and any(lead.stage_id != stage for lead in leads):
            # Core then wins every lead of the write, also those that are there already.
            vals = {**vals, "active": True, "probability": 100}
        for lead in leads:
            change = lead._get_change(vals)
            if change.moves or change.wins or change.loses:
                changes[lead] = change
        return changes

    def _get_change(self, vals):
        """Return the :class:`Change` of one lead."""
        was_deal = self.type == "opportunity"
        is_deal = vals.get("type", self.type) == "opportunity"
        enters = is_deal and not was_deal
        target = self.stage_id.browse(vals.get("stage_id", self.stage_id.id) or [])
        if enters:
            target = target or self.stage_id
        active = vals.get("active", self.active)
        probability = vals.get("probability", self.probability)
        comes_back = active and not self.active  # then core computes the probability
        is_won = target.is_won and (probability == 100 or comes_back)
        wins = is_won and (self.won_status != WON or enters)
        return Change(
            source_id=False if enters or (wins and not is_deal) else self.stage_id.id,
            target=target,
            moves=is_deal and (enters or target != self.stage_id),
            wins=wins,
            loses=not (active or probability or is_won or self.won_status == LOST),
        )

    def _get_changes_of_creation(self, asked):
        """Return ``{lead: Change}``, elevated, of new leads that begin later than in the first
        stage, or as won or lost.

        :param asked: the leads whose creation asked for a stage
        """
        # sudo: as in _get_changes
        leads, changes = self.sudo(), {}
        starts = {}
        for lead in leads:
            is_deal, team = lead.type == "opportunity", lead.team_id
            is_asked = lead.id in asked._ids and is_deal
            if is_asked and team.id not in starts:
                starts[team.id] = lead._get_start()
            start_id = starts.get(team.id, False) if is_asked else lead.stage_id.id
            wins, loses = lead.won_status == WON, lead.won_status == LOST
            moves = is_asked and lead.stage_id.id != start_id
            if moves or wins or loses:
                source_id = start_id if is_deal else False
                changes[lead] = Change(source_id, lead.stage_id, moves, wins, loses)
        return changes

    def _get_start(self):
        """Return the id of the stage in which core lets a lead of this team begin."""
        self.ensure_one()
        return self._stage_find(domain=[("fold", "=", False)]).id
