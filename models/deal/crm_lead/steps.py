from functools import cached_property

from odoo import api, models

# Who takes part in what happens to a deal, in the order of every step: whom the deal is for, who
# is concerned, what it must prove, what follows for those who receive it, what is looked back
# at, and last, when all of that is known, who has to be told.
ROOMS = ("icp", "stakeholder", "gate", "handover", "review", "coaching", "waiting")

# The steps of a room ``x`` are methods of ``crm.lead``; it has those that it needs.
#   _concerns_x(names)         whether it takes part when these fields are written, or at a
#                              creation where ``names`` is None; must not need a query
#   _judges_x()                whether it asks anything of a change of status; no query either
#   _remember_x(passage)       return what it has to know of before
#   _refuse_x(passage)         raise by the values of now and those that are given, or return a
#                              function that raises once everything but the status is written
#   _follow_x(passage)         do what follows from a write
#   _follow_creation_x(changes, vals_list)  do what follows from a creation
#   _follow_refusal_x(error)   do what follows when what came from outside is not taken where
#                              it asked to be, and begins in the first stage
#   _merge_x(opportunities)    keep what it knows of deals that are merged into this one
STEPS = (
    "concerns",
    "judges",
    "remember",
    "refuse",
    "follow",
    "follow_creation",
    "follow_refusal",
    "merge",
)

# What a write changes when it moves a deal. These values are written after the check, so
# that a caller who swallows the refusal has not moved the deal.
STATUS_FIELDS = frozenset(
    (
        "stage_id",
        "type",
        "probability",
        "automated_probability",
        "active",
        "lost_reason_id",
        "date_closed",
        "date_conversion",
        "date_last_stage_update",
    )
)
# Fields that may win, lose or move a deal.
LEADING_FIELDS = frozenset(("stage_id", "type", "active", "probability", "won_status"))


class Passage:
    """What the rooms know of one write.

    :ivar leads: the leads that are written
    :ivar vals: what is written, as it was given
    :ivar names: the names of these fields
    :ivar memory: ``{room: what its step "remember" returned}``
    """

    def __init__(self, leads, vals):
        self.leads = leads
        self.vals = dict(vals)  # core changes what it is given
        self.names = frozenset(vals)
        self.memory = {}

    @cached_property
    def changes(self):
        """``{lead: Change}`` of the leads whose status this write changes, as of before it."""
        return {} if self.is_aside else self.leads._get_changes(self.vals)

    @property
    def rest(self):
        """The values that are written before anybody judges."""
        return {name: value for name, value in self.vals.items() if name not in STATUS_FIELDS}

    @property
    def is_aside(self):
        """Whether nothing is written that may win, lose or move a lead."""
        return LEADING_FIELDS.isdisjoint(self.names)


class CrmLead(models.Model):
    """Which rooms take part in what happens to a deal."""

    _inherit = "crm.lead"

    @api.model
    def _get_rooms(self):
        """Return the names of those who take part, in the order of every step. Addons that bring
        steps of their own insert their name."""
        return ROOMS

    def _get_steps(self, step):
        """Return pairs of a room and its method for this step, in their order."""
        rooms = self._get_rooms()
        methods = [(room, getattr(self, f"_{step}_{room}", None)) for room in rooms]
        return [(room, method) for room, method in methods if method]

    @api.model
    def _get_rooms_concerned(self, names):
        """Return the rooms that take part when these fields are written, or in a creation."""
        return {room for room, concerns in self._get_steps("concerns") if concerns(names)}

    @api.model
    def _is_judged(self):
        """Tell whether any room asks anything of a change of status."""
        return any(judges() for _room, judges in self._get_steps("judges"))
