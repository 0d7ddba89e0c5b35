"""Loads agents and managers as users, and the managers' teams."""

import re
import unicodedata

from odoo.fields import Command

from .values import identity

MAIL_DOMAIN = "sample.example"  # reserved: no mail server answers for it


class People:
    """Knows the users, ``{key: id}``, and each agent's team, ``{key of the agent: id}``."""

    def __init__(self, store):
        self.env = store.env
        self.store = store
        self.users = {}
        self.teams = {}

    def load(self, agents):
        managers = {identity(agent.manager): agent.manager for agent in agents if agent.manager}
        names = {agent.key: agent.name for agent in agents} | managers
        self.users = self.store.ensure("users", "res.users", self._prepare_users(names, managers))
        leaders = {
            agent.team: self.users[identity(agent.manager)] for agent in agents if agent.team
        }
        vals = {team: {"name": team, "user_id": leader} for team, leader in leaders.items()}
        teams = self.store.ensure("sales teams", "crm.team", vals)
        self.teams = {agent.key: teams[agent.team] for agent in agents if agent.team}
        self._add_members()

    def _add_members(self):
        """New users join their team; a user of an earlier run stays where people put them."""
        self.env["crm.team.member"].create(
            [
                {"user_id": self.users[key], "crm_team_id": team_id}
                for key, team_id in self.teams.items()
                if key in self.store.new_keys["res.users"]
            ]
        )

    def _prepare_users(self, names, managers):
        """Nobody can log in as them before an administrator gives them a password."""
        own_leads = self.env.ref("sales_team.group_sale_salesman")
        all_leads = self.env.ref("sales_team.group_sale_salesman_all_leads")
        logins = self._compose_logins(names)
        return {
            key: {
                "name": name,
                "login": logins[key],
                "email": logins[key],
                "notification_type": "inbox",
                "group_ids": [Command.set((all_leads if key in managers else own_leads).ids)],
            }
            for key, name in names.items()
        }

    def _compose_logins(self, names):
        """Return ``{key: login}`` with logins that nobody in the database has."""
        users = self.env["res.users"].with_context(active_test=False)
        taken = set(users.search([("login", "=like", f"%@{MAIL_DOMAIN}")]).mapped("login"))
        logins = {}
        for key, name in names.items():
            stem, number = _to_ascii(name), 1
            login = f"{stem}@{MAIL_DOMAIN}"
            while login in taken:
                number += 1
                login = f"{stem}.{number}@{MAIL_DOMAIN}"
            taken.add(login)
            logins[key] = login
        return logins


def _to_ascii(name):
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", letters).strip(".") or "agent"
