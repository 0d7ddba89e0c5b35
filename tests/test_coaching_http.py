from datetime import timedelta
from xmlrpc.client import Fault

from odoo import fields
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .coaching_common import SECRET, CoachingCommon

NOTE = "crm.coaching.note"
STRANGERS = ("other", "manager", "settings", "hr", "employee")
ALLOWED = ("coach", "coachee")
OK = 200


@tagged("post_install", "-at_install")
class TestCoachingHttp(HttpCase, CoachingCommon):
    """Ways in over the network, for those who may and for those who may not."""

    def setUp(self):
        super().setUp()
        self.env[NOTE].search([])._purge()
        self.note = self._share_note(lead_id=self.deal.id)
        self.file = (
            self.env["ir.attachment"]
            .with_user(self.coach)
            .create(
                {"name": "x.txt", "raw": SECRET.encode(), "res_model": NOTE, "res_id": self.note.id}
            )
        )
        for name in (*STRANGERS, *ALLOWED):
            user = getattr(self, name)
            user.password = user.login
        self.env.flush_all()

    def _call(self, user, method, *args):
        login = (get_db_name(), user.id, user.login)
        return self.xmlrpc_object.execute_kw(*login, NOTE, method, args)

    def test_xmlrpc(self):
        for name in ALLOWED:
            user = getattr(self, name)
            self.assertIn(SECRET, self._call(user, "read", self.note.ids)[0]["observation"])
            self.assertEqual(self._call(user, "search_count", []), 1)
        for name in STRANGERS:
            user = getattr(self, name)
            with self.assertRaises(Fault) as refusal, mute_logger("odoo.http"):
                self._call(user, "read", self.note.ids, ["observation"])
            self.assertNotIn(SECRET, refusal.exception.faultString)
            if name == "employee":
                continue
            self.assertEqual(self._call(user, "search_count", []), 0, name)
            self.assertEqual(self._call(user, "search", [("observation", "ilike", SECRET)]), [])

    def test_a_context_opens_nothing(self):
        login = (get_db_name(), self.manager.id, self.manager.login)
        context = {"coaching_log": True, "coaching_purge": True, "su": True, "active_test": False}
        found = self.xmlrpc_object.execute_kw(
            *login, NOTE, "search_read", [[]], {"context": context}
        )
        self.assertEqual(found, [])
        with self.assertRaises(Fault), mute_logger("odoo.http"):
            login = (get_db_name(), self.coach.id, self.coach.login)
            self.xmlrpc_object.execute_kw(
                *login, NOTE, "unlink", [self.note.ids], {"context": context}
            )

    def _post_json2(self, user, method, values):
        expiration = fields.Datetime.now() + timedelta(hours=12)
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate(scope="rpc", name="coaching", expiration_date=expiration)
        return self.url_open(
            f"/json/2/{NOTE}/{method}",
            json=values,
            headers={"Authorization": f"Bearer {key}"},
        )

    def test_json2(self):
        ids = {"ids": self.note.ids}
        for name in STRANGERS:
            with mute_logger("odoo.http"):
                response = self._post_json2(getattr(self, name), "read", ids)
            self.assertNotEqual(response.status_code, OK)
            self.assertNotIn(SECRET, response.text)
        response = self._post_json2(self.coachee, "read", ids)
        self.assertIn(SECRET, response.json()[0]["observation"])

    def test_methods_are_called_by_name(self):
        for values in ({}, {"answer": " "}):
            with mute_logger("odoo.http"):
                response = self._post_json2(
                    self.coachee, "action_answer", {"ids": self.note.ids, **values}
                )
            self.assertEqual(response.status_code, 422)
            self.assertIn("Write an answer first", response.json()["message"])
        response = self._post_json2(
            self.coachee, "action_answer", {"ids": self.note.ids, "answer": "Yes"}
        )
        self.assertEqual((response.status_code, self.note.state), (OK, "answered"))
        with mute_logger("odoo.http"):
            response = self._post_json2(
                self.hr, "_open_by_exception", {"coachee": self.coachee.id, "reason": "x"}
            )
        self.assertNotEqual(response.status_code, OK)

    def test_files_are_served_to_the_two_people(self):
        url = f"/web/content/{self.file.id}"
        for name in (*ALLOWED, *STRANGERS):
            user = getattr(self, name)
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                response = self.url_open(url)
            self.assertEqual(SECRET in response.text, name in ALLOWED, name)
        self.authenticate(None, None)
        with mute_logger("odoo.http"):
            self.assertNotIn(SECRET, self.url_open(url).text)

    def test_the_mail_gateway_reaches_no_note(self):
        message = (
            "From: coachee@example.com\nTo: catchall@example.com\nSubject: Re: note\n"
            f"Message-Id: <x@example.com>\nIn-Reply-To: <{self.note.id}-openerp-{self.note.id}-"
            f"{NOTE}@example.com>\n\nMine"
        )
        muted = mute_logger("odoo.addons.mail.models.mail_thread")
        with muted, self.assertRaises(ValueError):
            self.env["mail.thread"].message_process(NOTE, message)
        self.assertFalse(self.env["mail.message"].search([("model", "=", NOTE)]))
