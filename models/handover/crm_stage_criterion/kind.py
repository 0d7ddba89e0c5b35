from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ....tools import rooms
from ..constants import EDITABLE, RETURNED, ROOM

HANDOVER = "handover"
# What a criterion of a template has from the template.
KEPT = frozenset(
    (
        "handover_template_id",
        "stage_id",
        "gate",
        "kind",
        "name",
        "state",
        "enforcement",
        "team_ids",
        "applies_domain",
    )
)
# Lets what a template keeps be written. An object: no client can send it.
FOLLOWING = object()


class CrmStageCriterion(models.Model):
    """A kind of criterion: the deal is handed over.

    Templates that are *Required to Win* have such criteria on the won stages, which follow them
    (``crm_stage_criterion_template.py``). Those are asked of changes that win a deal, and of no
    others: a deal that is won already moves on freely.
    """

    _inherit = "crm.stage.criterion"

    handover_template_id = fields.Many2one(
        "crm.handover.template",
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The template that is required to win, which this criterion follows.",
    )

    _once_per_template = models.UniqueIndex(
        "(handover_template_id, stage_id) WHERE handover_template_id IS NOT NULL",
        "The template has a criterion on this stage already.",
    )

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), (HANDOVER, self.env._("The deal is handed over"))]

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_handover_template_id")
        self.browse()._refuse_by_hand({"handover_template_id": default}, *vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if KEPT & vals.keys():
            self._refuse_by_hand(vals)
        return super().write(vals)

    def unlink(self):
        self._refuse_by_hand()
        return super().unlink()

    def _unlink_with_stage(self):
        return super(CrmStageCriterion, self._following())._unlink_with_stage()

    def _switch_rooms_on(self, is_begun=False):
        """What follows a template or a stage switches no room on; whoever says that a template is
        required does."""
        if self.env.context.get("handover_following") is FOLLOWING:
            return None
        return super()._switch_rooms_on(is_begun)

    def _following(self):
        """Return these criteria free to follow their template or their stage."""
        return self.with_context(handover_following=FOLLOWING)

    def _refuse_by_hand(self, *vals_list):
        """Refuse to change what criteria have from a template, or to give them one: the check
        box of the template alone says when a deal is won."""
        if self.env.context.get("handover_following") is FOLLOWING:
            return
        if any(vals.get("handover_template_id") for vals in vals_list):
            raise UserError(
                self.env._(
                    "A criterion does not get its handover template by hand: tick Required to Win "
                    "on the template."
                )
            )
        # sudo: the template may be one of another company; its name says where to go
        for criterion in self.sudo().filtered("handover_template_id"):
            raise UserError(
                self.env._(
                    "“%(criterion)s” follows the handover template “%(template)s”: change it "
                    "there, or untick Required to Win.",
                    criterion=criterion.name,
                    template=criterion.handover_template_id.name,
                )
            )

    # --- of whom it is asked -----------------------------------------------------------

    @api.model
    @ormcache()
    def _get_required_to_win(self):
        """Return ``{criterion id: (template id, stage id)}`` of the criteria that follow a
        template. Kept per process, as the gates are."""
        # sudo: gates hold for people who may not read their configuration
        criteria = self.sudo().search([("handover_template_id", "!=", False)])
        return {c.id: (c.handover_template_id.id, c.stage_id.id) for c in criteria}

    @api.model
    def _get_crossed(self, team_id, from_id, to_id, gates):
        """A deal that goes past a won stage is not won there."""
        ids = super()._get_crossed(team_id, from_id, to_id, gates)
        required = self._get_required_to_win()
        return tuple(c for c in ids if c not in required or required[c][1] == to_id)

    @api.model
    def _select_crossed(self, ids, change):
        """Winning is asked for from wherever the deal comes, a later stage too; and nothing but
        winning is."""
        ids = super()._select_crossed(ids, change)
        required = self._get_required_to_win()
        if not required:
            return ids
        others = (c for c in ids if c not in required)
        own = (c for c, (_id, stage_id) in required.items() if stage_id == change.target.id)
        return (*others, *own) if change.wins else tuple(others)

    def _filter_asked(self, leads):
        """A criterion of a template is asked of the deals that this template is for: of several
        that fit, the first."""
        leads = super()._filter_asked(leads)
        template_id, _stage_id = self._get_required_to_win().get(self.id, (False, False))
        if not (template_id and leads):
            return leads
        templates = self.env["crm.handover.template"]._get_by_lead(leads)
        return leads.filtered(lambda lead: templates[lead].id == template_id)

    @api.model
    @ormcache(cache="templates")
    def _get_watched_names(self):
        names = super()._get_watched_names()
        # What decides which template a deal has.
        return names | {"company_id", "tag_ids"} if self._get_required_to_win() else names

    # --- whether it is met -------------------------------------------------------------

    def _find_rooms(self):
        is_asked = HANDOVER in self.mapped("kind")
        return super()._find_rooms() | ({ROOM} if is_asked else set())

    def _find_missing_handover(self, asked):
        if not rooms.is_on(self.env, ROOM):  # nothing is asked in its name
            return {}
        return {
            (criterion.id, lead.id): {"state": "missing", "missing": [self._miss_handover(lead)]}
            for criterion, leads in asked.items()
            for lead in leads
            if not lead.handover_id or lead.handover_id.state in EDITABLE
        }

    def _miss_handover(self, lead):
        """Return what a deal lacks to be handed over, in words."""
        handover = lead.handover_id
        if not handover:
            return self.env._("Not handed over yet")
        missing = ", ".join(handover._get_missing_to_submit().mapped("name"))
        if handover.state == RETURNED:
            if missing:
                return self.env._("Sent back, and incomplete: %s", missing)
            return self.env._("Sent back, and not handed over again yet")
        if missing:
            return self.env._("The packet is incomplete: %s", missing)
        return self.env._("The packet is complete, and not handed over yet")
