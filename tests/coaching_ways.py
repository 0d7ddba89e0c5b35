"""Ways in to a coaching note: each returns whatever somebody could learn by it."""

from odoo.tests import Form

from .coaching_common import SECRET

NOTE = "crm.coaching.note"
CONTENT = ("observation", "next_time", "missed_question", "self_assessment")
PARTS = ("rating", "action", "reply")
STATES = ("draft", "shared", "answered", "closed")
WAYS = {}


def way(name):
    """Register a way in: a method that returns whatever it could learn of the note."""

    def register(function):
        WAYS[name] = function
        return function

    return register


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
    bar = {"field": "state", "colors": dict.fromkeys(STATES, "info")}
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


@way("onchange over it")
def _onchange(note):
    spec = {"observation": {}, "next_time": {}, "coach_id": {}, "is_coach": {}}
    found = note.onchange({"occasion": "call"}, ["occasion"], spec)["value"]
    return SECRET in str(found)


@way("saving over it")
def _web_save(note):
    return note.web_save({"activity_ids": []}, {"observation": {}})


@way("planning by the wizard")
def _schedule(note):
    wizard = note.env["mail.activity.schedule"].create(
        {"res_model": NOTE, "res_ids": str(note.ids), "summary": "x"}
    )
    return wizard.action_schedule_activities()


@way("condition through the dialog")
def _through_answer(note):
    return note.env["crm.coaching.answer"].search([("note_id.observation", "!=", False)])


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
    "saving over it",
    "planning by the wizard",
}
# Ways that nobody has.
NEVER = {"copy"}
# Ways that need more than a right to read the note; whoever has it may use them or not.
OPTIONAL = CHANGING | {
    "onchange over it",
    "condition through the dialog",
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
