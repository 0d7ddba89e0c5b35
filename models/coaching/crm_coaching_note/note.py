from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import format_date

from ....tools import kept_fields, rooms
from ....tools.loading import is_loading
from ..constants import ANSWERED, CLOSED, DRAFT, OCCASIONS, ROOM, SHARED

STATES = [
    (DRAFT, "Draft"),
    (SHARED, "Shared"),
    (ANSWERED, "Answered"),
    (CLOSED, "Closed"),
]
# Records of others that a note points at, which its writer must be allowed to read.
REACHED_FIELDS = ("lead_id", "event_id", "message_id", "attachment_ids")

# Context value of the only way to delete a shared note. It is an object, which no client can
# send.
PURGE = object()


class CrmCoachingNote(models.Model):
    """What was seen in a real conversation, and what to do differently next time.

    Private by default: one global record rule (security/coaching_rules.xml) lets a note be read
    by its author while it is a draft, by its coach and its coachee once it is shared, and by
    whoever opened it by exception. A global rule is combined with all others by AND, so no
    group can widen it. A note has no chatter and no followers, its name says nothing, and no
    model that others may read leads to it. See ``crm.coaching.note._check_may_write`` for who
    may change what in which state.
    """

    _name = "crm.coaching.note"
    _inherit = ["mail.activity.mixin"]
    _description = "Coaching Note"
    _order = "date desc, id desc"
    _rec_names_search = ["lead_name", "observation", "next_time"]

    author_id = fields.Many2one(
        "res.users",
        "Written By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    coach_id = fields.Many2one(
        "res.users",
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self._default_coach_id(),
    )
    coachee_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    is_coach = fields.Boolean(compute="_compute_roles")
    is_coachee = fields.Boolean(compute="_compute_roles")
    is_author = fields.Boolean(compute="_compute_roles")
    is_answering = fields.Boolean(compute="_compute_roles")
    is_self_assessment = fields.Boolean(
        "Self-Assessment", compute="_compute_is_self_assessment", store=True
    )
    state = fields.Selection(
        STATES, default=DRAFT, required=True, readonly=True, copy=False, group_expand=True
    )
    occasion = fields.Selection(OCCASIONS, required=True, default="meeting")
    date = fields.Date("Took Place On", required=True, default=fields.Date.context_today)
    lead_id = fields.Many2one("crm.lead", "Deal", index="btree_not_null", ondelete="set null")
    lead_name = fields.Char(
        "Name of the Deal", readonly=True, help="Stays when the deal is deleted."
    )
    event_id = fields.Many2one("calendar.event", "Meeting", ondelete="set null")
    message_id = fields.Many2one("mail.message", ondelete="set null")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "crm_coaching_note_attachment_rel",
        "note_id",
        "attachment_id",
        string="Files",
    )
    self_assessment = fields.Text(help="How the coachee saw it.")
    observation = fields.Text(help="What was seen and heard, without judgement.")
    missed_question = fields.Text()
    unclear_value = fields.Text()
    absent_stakeholder = fields.Text()
    ignored_risk = fields.Text()
    gap_ids = fields.Many2many(
        "crm.coaching.gap",
        "crm_coaching_note_gap_rel",
        "note_id",
        "gap_id",
        "What Was Missed",
        context={"active_test": False},
    )
    next_time = fields.Text(help="What to do differently next time.")
    scorecard_id = fields.Many2one("crm.coaching.scorecard", ondelete="set null")
    rating_ids = fields.One2many("crm.coaching.rating", "note_id", "Ratings")
    coach_rating_ids = fields.One2many(
        "crm.coaching.rating", "note_id", "Coach's Ratings", domain=[("rated_by", "=", "coach")]
    )
    own_rating_ids = fields.One2many(
        "crm.coaching.rating", "note_id", "Own Ratings", domain=[("rated_by", "=", "own")]
    )
    action_ids = fields.One2many("crm.coaching.action", "note_id", "Actions")
    reply_ids = fields.One2many("crm.coaching.reply", "note_id", "Replies", readonly=True)
    team_id = fields.Many2one(
        "crm.team",
        "Team When Shared",
        readonly=True,
        ondelete="set null",
        help="The team of the coachee on the day the note was shared; counts for team figures.",
    )
    date_shared = fields.Datetime("Shared On", readonly=True, copy=False)
    date_answered = fields.Datetime("Answered On", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed On", readonly=True, copy=False)
    # Only the record rule looks at it; no client reads or writes it.
    opening_ids = fields.Many2many(
        "crm.coaching.opening",
        "crm_coaching_opening_note_rel",
        "note_id",
        "opening_id",
        readonly=True,
        groups=NO_ACCESS,
    )

    _two_people = models.Constraint(
        "CHECK(coach_id <> coachee_id)", "Coach and coachee are two people."
    )
    _author_is_party = models.Constraint(
        "CHECK(author_id = coachee_id OR author_id = COALESCE(coach_id, 0))",
        "A coaching note is written by its coach or by its coachee.",
    )

    @api.model
    def _default_coach_id(self):
        """Whoever writes a note is the coach, unless they say that they are the coachee."""
        is_own = self.env.context.get("default_coachee_id") == self.env.uid
        return self.browse() if is_own else self.env.user

    @api.depends_context("uid")
    @api.depends("coach_id", "coachee_id", "author_id")
    def _compute_roles(self):
        user = self.env.user
        for note in self:
            note.is_coach = note.coach_id == user
            note.is_coachee = note.coachee_id == user
            note.is_author = note.author_id == user
            note.is_answering = not note.is_author and (note.is_coach or note.is_coachee)

    @api.depends("author_id", "coachee_id")
    def _compute_is_self_assessment(self):
        for note in self:
            note.is_self_assessment = note.author_id == note.coachee_id

    @api.depends_context("uid", "lang")
    @api.depends("date", "coach_id", "coachee_id")
    def _compute_display_name(self):
        """Neutral: a name turns up in messages about refused access, and in activities."""
        for note in self:
            name = self.env._("Coaching Note")
            if self.env.user in (note.coach_id, note.coachee_id):
                name = self.env._("Coaching Note of %s", format_date(self.env, note.date))
            note.display_name = name

    @api.model_create_multi
    def create(self, vals_list):
        self._check_switched_on()
        is_first = not self._is_any_kept()
        kept = self._get_kept_fields()
        notes = kept_fields.without_defaults(self, kept)
        if not self.env.su:
            defaults = notes.default_get(["coach_id", "coachee_id", "lead_id"])
            for vals in vals_list:
                notes._check_new({**defaults, **vals})
            vals_list = [{**vals, "author_id": self.env.uid} for vals in vals_list]
        vals_list = [notes._with_lead_name(vals) for vals in vals_list]
        notes = super(CrmCoachingNote, notes).create(vals_list).with_env(self.env)
        notes._check_attachments()
        if is_first:
            self.env.registry.clear_cache("stable")
        return notes

    def copy_data(self, default=None):
        raise UserError(
            self.env._("A coaching note is about one conversation and cannot be duplicated.")
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_only_own_drafts(self):
        """Whatever was shared goes by the retention period alone. Odoo's mark for an uninstall
        is one that clients can send; what holds is whether addons are being loaded."""
        if self.env.context.get("coaching_purge") is PURGE or is_loading(self.env):
            return
        if any(note.state != DRAFT for note in self):
            raise UserError(
                self.env._(
                    "A coaching note that was shared cannot be deleted; it goes at the end of the "
                    "retention period."
                )
            )

    @api.model
    def _is_used(self):
        """Tell whether anybody sees notes: the room is on and there is one. Until then nothing
        here asks the database."""
        return rooms.is_on(self.env, ROOM) and self._is_any_kept()

    @api.model
    @tools.ormcache(cache="stable")
    def _is_any_kept(self):
        """Tell whether there is any note; notes are kept while the room is off."""
        # sudo: whether there is anything at all, whoever asks
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _get_kept_fields(self):
        """Return the names of what the system writes down by itself, such as the state."""
        return kept_fields.get_names(self)

    @api.model
    def _with_lead_name(self, vals):
        """Return values with the name of the deal, which stays when the deal goes."""
        if not vals.get("lead_id"):
            return {**vals, "lead_name": False} if "lead_id" in vals else vals
        # sudo: whoever may not read the deal was refused before
        lead = self.env["crm.lead"].sudo().browse(vals["lead_id"])
        return {"lead_name": lead.name, **vals}

    @api.model
    def _check_reach(self, vals):
        """Refuse to point at records that the writer may not read, which would tell their
        names."""
        for fname in REACHED_FIELDS:
            if not vals.get(fname):
                continue
            field = self._fields[fname]
            value = field.convert_to_cache(vals[fname], self.new())
            ids = value if field.type == "many2many" else [value]
            self.env[field.comodel_name].browse(ids).check_access("read")

    def _check_attachments(self):
        """Refuse files that belong to no record: administrators could read them."""
        for note in self:
            # sudo: looks only at what they belong to
            for attachment in note.sudo().attachment_ids:
                if not attachment.res_id or (
                    attachment.res_model == self._name and attachment.res_id != note.id
                ):
                    raise UserError(
                        self.env._(
                            "The file “%s” belongs to no record yet. Save the note first, then "
                            "attach the file to it.",
                            attachment.name,
                        )
                    )
