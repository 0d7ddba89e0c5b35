from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_playbook.tools import reach

from .wall_common import NUMBER, OWN, SECRET, WallCommon, World

X2MANY = ("one2many", "many2many")
SIGNS = (SECRET, str(NUMBER), "2041")
NAME = {"fields": {"display_name": {}}}
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_access", "odoo.sql_db")


def changed(records, name, value, spec):
    return records.onchange({name: value}, [name], spec)


def from_scratch(records, name, value, spec):
    return records.onchange({name: value}, [], spec)


def beside_another_field(records, name, value, spec):
    other = next(other for other in spec if other not in (name, "id"))
    return records.onchange({name: value, other: False}, [other], spec)


def as_a_record(records, name, value, spec):
    return records.onchange({name: {"id": value}}, [name], spec)


def by_default(records, name, value, spec):
    return records.with_context(**{f"default_{name}": value}).onchange({}, [], spec)


WAYS = (changed, from_scratch, beside_another_field, as_a_record, by_default)


def linked(line, _values):
    return [Command.link(line.id)]


def put_in_place(line, _values):
    return [Command.set(line.ids)]


def updated(line, _values):
    return [Command.update(line.id, {})]


def new(_line, values):
    return [Command.create(values)]


@tagged("post_install", "-at_install")
@freeze_time("2030-05-06 10:00:00")
class TestWallPointers(WallCommon):
    """Whoever points at a record that they may not read learns nothing of it: every model of
    ours and every field, those that we add to other models too."""

    def _get_spec(self, model, is_deep=True):
        """Return our fields of a model as a form asks for them: of relations the names, of our
        lines all."""
        spec = {}
        for name, field in model._fields.items():
            if not model._has_field_access(field, "read"):
                continue
            if not (reach.is_ours(model) or reach.is_added(field)):
                continue
            spec[name] = NAME if field.relational else {}
            if is_deep and field.type in X2MANY and reach.is_ours(self.env[field.comodel_name]):
                lines = self.env[field.comodel_name].with_user(model.env.user)
                if lines.has_access("read"):
                    spec[name] = {"fields": self._get_spec(lines, False)}
        return spec

    def _get_relations(self, model):
        """Return the relations to one record that a user of the model may give."""
        return [
            field
            for field in model._fields.values()
            if field.type == "many2one" and model._has_field_access(field, "write")
        ]

    def _tells(self, function, *arguments):
        """Return what an onchange tells, or None when it is refused."""
        answer = self._attempt(function, *arguments)
        return None if isinstance(answer, Exception) else answer.get("value", {})

    def _find_leaks(self, records, field, foreign):
        """Return the ways in which an onchange tells something of a foreign record."""
        spec, leaks = self._get_spec(records), []
        for way in WAYS:
            told = self._tells(way, records, field.name, foreign.id, spec)
            nothing = told is not None and self._tells(way, records, field.name, False, spec)
            if told is not None and not reach.is_watched(records, field):
                told.pop(field.name, None)
                nothing.pop(field.name, None)
            if told is not None and (told != nothing or any(s in str(told) for s in SIGNS)):
                leaks.append((way.__name__, str(field), records, told))
        return leaks

    def test_a_record_that_may_be_foreign_is_tried(self):
        for name in self._get_models():
            for field in self.env[name]._fields.values():
                # Written by the system alone.
                is_kept = name in ("crm.playbook.job.fault", "crm.playbook.example")
                if not is_kept and (reach.is_ours(self.env[name]) or reach.is_added(field)):
                    self.assertNotIn(field.type, ("reference", "many2one_reference"), field)
                if reach.is_watched(self.env[name], field):
                    rules = self.env["ir.rule"].search(
                        [("model_id.model", "=", field.comodel_name)]
                    )
                    known = self.secrets[0].knows(field.comodel_name)
                    self.assertTrue(known or not rules, field)

    @mute_logger(*QUIET)
    def test_an_onchange_tells_nothing_of_a_foreign_record(self):
        users = self.salesman | self.manager | self.employee | self.portal | self.outsider
        tried = {user: set() for user in users}
        for user in users:
            own = World(self.env, user, OWN)
            for name in self._get_models():
                model = self.env[name].with_user(user)
                records = [model] if model.has_access("create") else []
                if records and reach.is_ours(model) and model._auto:
                    records.append(own[name].with_user(user))
                for field in self._get_relations(model) if records else ():
                    for foreign in self._get_foreign(user, field.comodel_name):
                        for record in records:
                            self.assertFalse(self._find_leaks(record, field, foreign))
                            tried[user].add(field.comodel_name)
        for user in (self.salesman, self.outsider):
            wanted = {"crm.lead", "crm.handover", "crm.coaching.note", "crm.stakeholder"}
            self.assertFalse(wanted - tried[user], user.login)

    @mute_logger(*QUIET)
    def test_an_onchange_tells_nothing_by_way_of_lines(self):
        user = self.salesman
        for name in self._get_models():
            model = self.env[name].with_user(user)
            for lines in self._get_lines(model) if model.has_access("create") else ():
                spec = {lines.name: {"fields": self._get_spec(model[lines.name], False)}}
                for foreign in self._get_foreign(user, lines.comodel_name):
                    for value in (
                        [Command.link(foreign.id)],
                        [Command.set(foreign.ids)],
                        [Command.update(foreign.id, {})],
                        [foreign.id],
                    ):
                        told = self._tells(changed, model, lines.name, value, spec)
                        self.assertIsNone(told, (str(lines), value))
                self._check_new_lines(model, lines, spec)

    def _get_lines(self, model):
        return [
            field
            for field in model._fields.values()
            if field.type in X2MANY
            and reach.is_watched(model, field)
            and reach.is_ours(self.env[field.comodel_name])
            and model._has_field_access(field, "write")
            and self.env[field.comodel_name].with_user(model.env.user).has_access("read")
        ]

    def _check_new_lines(self, model, lines, spec):
        comodel = model[lines.name]
        for field in self._get_relations(comodel):
            for foreign in self._get_foreign(model.env.user, field.comodel_name):
                context = {f"default_{field.name}": foreign.id}
                filled = {lines.name: {**spec[lines.name], "context": context}}
                given = Command.create({field.name: foreign.id})
                empty = Command.create({})
                for told in (
                    self._tells(changed, model, lines.name, [given], spec),
                    self._tells(changed, model, lines.name, [empty], filled),
                    self._tells(changed, model.with_context(**context), lines.name, [empty], spec),
                ):
                    self.assertIsNone(told, (str(lines), str(field)))

    @mute_logger(*QUIET)
    def test_nothing_is_saved_that_points_at_a_foreign_record(self):
        for user in self.salesman | self.manager:
            for name in self._get_models():
                model = self.env[name].with_user(user)
                if reach.is_ours(model) and model.has_access("create"):
                    self._check_saving(model, World(self.env, user, OWN))

    def _check_saving(self, model, own):
        """Try to create and to change a record; one that points at nothing foreign is made."""
        values = own.prepare(model._name)
        made = self._attempt(model.create, values)
        self.assertIsInstance(made, type(model), made)
        answers = []
        for name, foreign in self._get_pointers(model):
            given = {**values, name: foreign.id}
            others = {key: value for key, value in values.items() if key != name}
            filled = model.with_context(**{f"default_{name}": foreign.id})
            answers.append((name, foreign, self._attempt(self._create, model, given, name)))
            answers.append((name, foreign, self._attempt(self._create, filled, others, name)))
        record = own[model._name].with_user(model.env.user)
        for name, foreign in self._get_pointers(model):
            given = {name: foreign.id}
            answers.append((name, foreign, self._attempt(self._write, record, given, name)))
        for name, foreign, answer in answers:
            # Some models put something else in its place.
            is_refused = isinstance(answer, UserError)
            self.assertTrue(is_refused or answer.id != foreign.id, (model, name))

    def _get_pointers(self, model):
        """Return pairs of a relation and a foreign record for it."""
        return [
            (field.name, foreign)
            for field in self._get_relations(model)
            for foreign in self._get_foreign(model.env.user, field.comodel_name)
        ]

    def _create(self, model, values, name):
        # sudo: what a record points at that may be somebody else's
        return model.create(values).sudo()[name]

    def _write(self, record, values, name):
        record.write(values)
        # sudo: said above
        return record.sudo()[name]

    @mute_logger(*QUIET)
    def test_defaults_tell_nothing_of_a_foreign_record(self):
        user = self.salesman
        for name in self._get_models():
            model = self.env[name].with_user(user)
            names = list(self._get_spec(model))
            for pointer, foreign in self._get_pointers(model) if names else ():
                filled = model.with_context(**{f"default_{pointer}": foreign.id})
                told = self._attempt(filled.default_get, names)
                self.assertFalse(any(sign in str(told) for sign in SIGNS), (name, pointer))

    @mute_logger(*QUIET)
    def test_a_quick_creation_or_a_copy_points_at_nothing_foreign(self):
        user, own = self.salesman, World(self.env, self.salesman, OWN)
        partner = self._get_foreign(user, "res.partner")
        promises = self.env["crm.handover.promise"].with_user(user)
        promises = promises.with_context(default_handover_id=own["crm.handover"].id)
        self.assertTrue(promises.name_create("Training"))
        with self.assertRaises(AccessError):
            promises.with_context(default_partner_id=partner.id).name_create("Training")
        contact = own["crm.handover.contact"].with_user(user)
        self.assertTrue(contact.copy())
        with self.assertRaises(AccessError):
            contact.copy({"partner_id": partner.id})
        # sudo: as when the contact is given to another company later
        contact.sudo().partner_id = partner
        self.assertEqual(contact.copy().sudo().partner_id, partner)

    @mute_logger(*QUIET)
    def test_what_a_record_points_at_is_not_found_out_by_searching(self):
        own = World(self.env, self.salesman, OWN)
        person, promise = own["crm.stakeholder"], own["crm.handover.promise"]
        team, project = self._get_foreign(self.salesman, "crm.team"), own["project.project"]
        # As after a move within the company, of a deal that belongs to all.
        person.lead_id.write({"company_id": False, "team_id": False, "partner_id": False})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET team_id = %s WHERE id = %s", [team.id, person.lead_id.id]
        )
        promise.handover_id.project_id = project
        self.env.invalidate_all()
        for record, path, text in (
            (person, "team_id.name", team.name),
            (person, "lead_id.team_id.name", team.name),
            (promise, "project_id.name", project.name),
            (promise, "handover_id.project_id.name", project.name),
        ):
            record = record.with_user(self.salesman)
            self.assertTrue(record.search([("id", "=", record.id)]))
            found = record.search([("id", "=", record.id), (path, "=", text)])
            self.assertFalse(found, path)
        for path in ("salesperson_id.totp_secret", "lead_id.user_id.totp_secret"):
            with self.assertRaises(AccessError):
                person.with_user(self.salesman).search([(path, "=like", "A%")])
        with self.assertRaises(ValueError):
            person.with_user(self.salesman).search([("team_id", "any!", [("name", "!=", "x")])])

    @mute_logger(*QUIET)
    def test_a_project_is_linked_to_a_deal_that_one_may_read(self):
        own = World(self.env, self.manager, OWN)
        project = own["project.project"].with_user(self.manager)
        project.lead_id = own["crm.lead"]
        with self.assertRaisesRegex(AccessError, "Opportunity"):
            project.lead_id = self.secrets[1]["crm.lead"]

    @mute_logger(*QUIET)
    def test_what_is_no_id_is_refused_as_what_is_not_there(self):
        risks = self.env["crm.handover.risk"].with_user(self.salesman)
        gone = World(self.env, self.salesman, OWN)["crm.handover.risk"]
        handover = gone.handover_id
        self.assertTrue(gone.unlink() and handover.unlink())
        for value in (handover.id, 10**12, -1, [handover.id], str(handover.id)):
            values = {"handover_id": value, "name": "x"}
            answer = self._attempt(risks.onchange, values, ["handover_id"], {"company_id": {}})
            self.assertIsInstance(answer, AccessError, value)
            self.assertIn("what was chosen", str(answer))

    # --- what goes on ------------------------------------------------------------------

    @mute_logger(*QUIET)
    def test_a_form_may_send_back_what_it_was_told(self):
        """Also what the reader of a record may not open: it stays as it is."""
        for user in self.salesman | self.manager | self.outsider:
            own = World(self.env, user, OWN)
            for name in self._get_models():
                model = self.env[name].with_user(user)
                if not (reach.is_ours(model) and model.has_access("write")):
                    continue
                record = own[name].with_user(user)
                spec = self._get_spec(record)
                [told] = record.web_read(spec)
                values = {key: self._send_back(record, key, told[key]) for key in spec}
                answer = self._attempt(record.onchange, values, ["write_uid"], spec)
                self.assertIsInstance(answer, dict, (name, answer))

    def _send_back(self, record, name, value):
        """Return a value of a form as the client sends it."""
        if record._fields[name].type == "many2one":
            return value and value["id"]
        if record._fields[name].type in X2MANY:
            return [Command.link(line["id"]) for line in value]
        return value

    @mute_logger(*QUIET)
    def test_what_one_may_read_may_be_pointed_at(self):
        for user in self.salesman | self.manager | self.outsider:
            own = World(self.env, user, OWN)
            for name in self._get_models():
                model = self.env[name].with_user(user)
                if not (reach.is_ours(model) and model.has_access("create")):
                    continue
                for field in self._get_relations(model):
                    if not own.knows(field.comodel_name):
                        continue
                    target = own[field.comodel_name].with_user(user)
                    if target.has_access("read"):
                        spec = self._get_spec(model)
                        answer = self._attempt(changed, model, field.name, target.id, spec)
                        self.assertNotIn("what was chosen", str(answer), field)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_what_are_no_values_is_answered_by_core(self):
        tag = self.env["crm.tag"].create({"name": "Fair"})
        with self.assertRaises(AccessError):
            tag.with_user(self.portal).write(["name"])

    def _count_queries_of_creation(self, number, **values):
        leads = self.env["crm.lead"].with_user(self.salesman)
        vals_list = [{"name": "Imported", "type": "lead", **values} for _number in range(number)]
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        leads.create(vals_list)
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def test_many_new_records_are_looked_at_together(self):
        industry = self.env["res.partner.industry"].create({"name": "Machines"})
        use_case = self.env["crm.use.case"].create({"name": "Tracing"})
        pointing = {"industry_id": industry.id, "use_case_id": use_case.id}
        for values in ({}, pointing):
            self._count_queries_of_creation(2, **values)
        more = [
            self._count_queries_of_creation(number, **pointing)
            - self._count_queries_of_creation(number)
            for number in (10, 40)
        ]
        self.assertLessEqual(more[1] - more[0], 2)
