from contextlib import suppress

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .coaching_common import SECRET, CoachingCommon

NOTE = "crm.coaching.note"


class RolledBack(Exception):
    """Takes back what a way in changed."""


REFUSED = (AccessError, MissingError, UserError, ValueError)
CONTENT = ("observation", "next_time", "missed_question", "self_assessment")
PARTS = ("rating", "action", "reply")

# Who may read a note in which state, and one without a state: everybody else never may.
READERS = {
    "draft": {"coach"},
    "shared": {"coach", "coachee"},
    "answered": {"coach", "coachee"},
    "closed": {"coach", "coachee"},
    "opened": {"coach", "coachee", "hr"},
}
USERS = (
    "coach",
    "coachee",
    "other",
    "manager",
    "settings",
    "everything",
    "hr",
    "employee",
    "portal",
    "public",
)


def way(name):
    """Register a way in: a method that returns whatever it could learn of the note."""

    def register(function):
        WAYS[name] = function
        return function

    return register


WAYS = {}


@way("read")
def _read(note):
    return note.read(list(CONTENT))


@way("attribute")
def _attribute(note):
    return note.observation


@way("web_read")
def _web_read(note):
    return note.web_read({"observation": {}, "reply_ids": {"fields": {"body": {}}}})


@way("search")
def _search(note):
    return note.search([("observation", "ilike", SECRET)])


@way("search without a condition")
def _search_all(note):
    return note.with_context(active_test=False).search([])


@way("search_read")
def _search_read(note):
    return note.search_read([("id", "=", note.id)], ["observation"])


@way("web_search_read")
def _web_search_read(note):
    return note.web_search_read([], {"observation": {}})["records"]


@way("search_count")
def _search_count(note):
    return note.search_count([])


@way("exists is no content, but a domain by id finds nothing")
def _by_id(note):
    return note.search([("id", "in", note.ids)])


@way("grouping")
def _read_group(note):
    return note._read_group([], ["coachee_id", "state"], ["__count"])


@way("web_read_group")
def _web_read_group(note):
    return note.web_read_group([], ["gap_ids"], ["__count"])["groups"]


@way("formatted_read_group")
def _formatted_read_group(note):
    return note.formatted_read_group([], ["lead_id"], ["__count"])


@way("progress bar")
def _read_progress_bar(note):
    bar = {"field": "state", "colors": dict.fromkeys(READERS, "info")}
    return note.read_progress_bar([], "coachee_id", bar)


@way("name_search")
def _name_search(note):
    return note.name_search(SECRET)


@way("name_search of everything")
def _name_search_all(note):
    return note.name_search("")


@way("export")
def _export(note):
    return note.export_data(["observation", "reply_ids/body", "rating_ids/sentence"])["datas"]


@way("import over it")
def _load(note):
    return note.load([".id", "observation"], [[str(note.id), "overwritten"]])["ids"]


@way("related record of a part")
def _related(note):
    parts = [note.env[f"crm.coaching.{part}"].search([]) for part in PARTS]
    return [found.mapped("note_id.observation") for found in parts if found]


@way("condition through a part")
def _traverse(note):
    return [
        found
        for part in PARTS
        if (found := note.env[f"crm.coaching.{part}"].search([("note_id.observation", "!=", "")]))
    ]


@way("parts")
def _parts(note):
    return [
        found
        for part in PARTS
        if (found := note.env[f"crm.coaching.{part}"].search_read([("note_id", "=", note.id)]))
    ]


@way("grouping of parts")
def _group_parts(note):
    return [
        found
        for part in PARTS
        if (found := note.env[f"crm.coaching.{part}"]._read_group([], ["note_id"], ["__count"]))
    ]


@way("activities")
def _activities(note):
    return note.env["mail.activity"].search_read([("res_model", "=", NOTE)])


@way("activity view")
def _activity_view(note):
    return note.env["mail.activity"].get_activity_data(NOTE, [])["activity_res_ids"]


@way("attachments of the note")
def _attachments(note):
    return note.env["ir.attachment"].search_read([("res_model", "=", NOTE)], ["name", "raw"])


@way("attachments by content")
def _attachment_text(note):
    return note.env["ir.attachment"].search([("index_content", "ilike", SECRET)])


@way("attachment by id")
def _attachment_by_id(note):
    attachment = note.sudo().attachment_ids.sudo(False)
    return attachment.read(["raw"])


@way("opening a form")
def _form(note):
    return Form(note).observation


@way("copy")
def _copy(note):
    return note.copy()


@way("growth")
def _growth(note):
    growth = note.env[NOTE].get_growth()
    return growth["people"] or growth["missed"]


@way("growth of a person")
def _growth_of(note):
    growth = note.env[NOTE].get_growth(coachee_id=note.sudo().coachee_id.id)
    return growth["people"] or growth["skills"]


@way("number on the deal")
def _count_on_deal(note):
    return note.env["crm.lead"].browse(note.sudo().lead_id.id).coaching_note_count


@way("report")
def _report(note):
    # Whoever administers settings may make a report of any model.
    view = (
        note.env["ir.ui.view"]
        .sudo()
        .create(
            {
                "type": "qweb",
                "key": "crm_playbook.spy",
                "arch": '<t t-name="crm_playbook.spy"><p t-foreach="docs" t-as="doc" '
                't-out="doc.observation"/></t>',
            }
        )
    )
    note.env.flush_all()
    note.env.invalidate_all()
    report = (
        note.env["ir.actions.report"]
        .sudo()
        .create({"name": "Spy", "model": NOTE, "report_name": view.key, "report_type": "qweb-html"})
    )
    html, _kind = report.sudo(False)._render_qweb_html(report.report_name, note.ids)
    return SECRET in html.decode()


@way("mail template")
def _template(note):
    template = (
        note.env["mail.template"]
        .sudo()
        .create(
            {
                "name": "Spy",
                "model_id": note.env["ir.model"]._get_id(NOTE),
                "body_html": '<p t-out="object.observation"/>',
            }
        )
    )
    # Saving it tries it on a record, elevated here.
    note.env.invalidate_all()
    return template.sudo(False)._render_field("body_html", note.ids)


@way("server action on the note")
def _server_action(note):
    action = (
        note.env["ir.actions.server"]
        .sudo()
        .create(
            {
                "name": "Spy",
                "model_id": note.env["ir.model"]._get_id(NOTE),
                "state": "object_write",
                "update_path": "observation",
                "value": "overwritten",
            }
        )
    )
    note.env.invalidate_all()
    return (
        action.sudo(False)
        .with_context(active_model=NOTE, active_ids=note.ids, active_id=note.id)
        .run()
    )


@way("message on the note")
def _message(note):
    return note.env["mail.message"].create({"model": NOTE, "res_id": note.id, "body": "x"})


@way("activity on the note")
def _plan(note):
    return note.env["mail.activity"].create(
        {
            "res_model_id": note.env["ir.model"]._get_id(NOTE),
            "res_id": note.id,
            "user_id": note.env.uid,
        }
    )


@way("write")
def _write(note):
    return note.write({"activity_ids": []})


@way("answer by the dialog")
def _dialog(note):
    answer = note.env["crm.coaching.answer"].create({"note_id": note.id, "text": "x"})
    return answer.note_id.read(["observation"])


# Ways that also change something, which opening by exception does not allow.
CHANGING = {
    "import over it",
    "server action on the note",
    "message on the note",
    "activity on the note",
    "write",
}
# Ways that nobody has.
NEVER = {"copy"}
# Ways that need more than a right to read the note; whoever has it may use them or not.
OPTIONAL = CHANGING | {
    "answer by the dialog",
    "report",
    "mail template",
    "activities",
    "activity view",
    "attachments by content",
    "number on the deal",
    "opening a form",
    "growth",
    "growth of a person",
}


@tagged("post_install", "-at_install")
class TestCoachingPrivacy(CoachingCommon):
    """Ways in × kinds of user: all refused or allowed as designed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = cls.env["res.groups"].search([("id", "!=", cls._exception().id)])
        kinds = cls.env.ref("base.group_portal") | cls.env.ref("base.group_public")
        groups -= groups.filtered(lambda group: group.all_implied_ids & kinds)
        groups = groups.filtered(lambda group: cls._exception() not in group.all_implied_ids)
        cls.everything = cls._new_user("coaching_everything", "base.group_user")
        cls.everything.group_ids = [Command.set(groups.ids)]

    @classmethod
    def _exception(cls):
        return cls.env.ref("crm_playbook.group_coaching_exception")

    def _full_note(self, state):
        """Return a note that has everything, in this state."""
        # None that is there already, so that whatever is found is of this one.
        self.env["crm.coaching.note"].search([])._purge()
        note = self._write_note(
            lead_id=self.deal.id,
            next_time=f"{SECRET} first",
            missed_question=SECRET,
            gap_ids=[Command.set(self.gap.ids)],
            coach_rating_ids=[
                Command.create({"skill_id": self.skill.id, "level": 2, "sentence": SECRET})
            ],
            action_ids=[Command.create({"name": SECRET})],
        )
        note.attachment_ids = (
            self.env["ir.attachment"]
            .with_user(self.coach)
            .create(
                {
                    "name": f"{SECRET}.txt",
                    "raw": SECRET.encode(),
                    "mimetype": "text/plain",
                    "res_model": NOTE,
                    "res_id": note.id,
                }
            )
        )
        if state != "draft":
            note.action_share()
            note.action_reply(text=SECRET)
        if state in ("answered", "closed"):
            note.with_user(self.coachee).action_answer(answer=SECRET)
        if state == "closed":
            note.action_close()
        if state == "opened":
            self._open()
        self.env.flush_all()
        self.env.invalidate_all()
        return note

    def _try(self, way_in, note, user):
        """Return what somebody learns by a way in; nothing when they are refused."""
        learnt = None
        with (
            mute_logger("odoo.models", "odoo.addons.base.models.ir_rule", "odoo.sql_db"),
            mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.mail.models"),
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            mute_logger("odoo.addons.base.models.ir_actions"),
            suppress(*REFUSED, RolledBack),
            self.env.cr.savepoint(),
        ):
            found = WAYS[way_in](note.with_user(user))
            self.env.flush_all()
            learnt = len(found) if isinstance(found, BaseModel) else found
            raise RolledBack
        self.env.invalidate_all()
        return learnt

    def _check_state(self, state):
        note = self._full_note(state)
        for name in USERS:
            user = getattr(self, name)
            for way_in in WAYS:
                with self.subTest(state=state, user=name, way=way_in):
                    learnt = self._try(way_in, note, user)
                    is_reader = name in READERS[state]
                    if way_in in NEVER or not is_reader:
                        self.assertFalse(learnt, "learnt what is not for them")
                    elif name == "hr" and way_in in CHANGING:
                        self.assertFalse(learnt, "changed what is only for reading")
                    elif way_in not in OPTIONAL:
                        self.assertTrue(learnt, "is refused what is theirs")
        self.assertIn(SECRET, note.sudo().observation)

    def test_a_draft_is_read_by_its_author(self):
        self._check_state("draft")

    def test_a_shared_note_is_read_by_its_two_people(self):
        self._check_state("shared")

    def test_an_answered_note_is_read_by_its_two_people(self):
        self._check_state("answered")

    def test_a_closed_note_is_read_by_its_two_people(self):
        self._check_state("closed")

    def test_an_opened_note_is_read_by_who_opened_it_too(self):
        self._check_state("opened")

    def test_a_draft_by_the_coachee_is_not_read_by_the_coach(self):
        own = self.env["crm.coaching.note"].with_user(self.coachee)
        note = own.create(
            {"coach_id": self.coach.id, "coachee_id": self.coachee.id, "self_assessment": SECRET}
        )
        self.assertFalse(note.with_user(self.coach).search([("id", "=", note.id)]))
        with self.assertRaises(AccessError):
            note.with_user(self.coach).read(["self_assessment"])
