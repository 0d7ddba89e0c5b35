from odoo import api, models


class CrmLead(models.Model):
    """The map of a deal, as the client draws it."""

    _inherit = "crm.lead"

    def get_stakeholder_map(self):
        """Return the people of this deal and what is to be said about them.

        :return: dict of ``lead_id``, ``name``, ``can_edit``, ``health`` (red, amber, green or
            False without people), ``findings`` and ``doubts`` (lists of dicts of ``code``,
            ``severity``, ``text``, ``stakeholder_ids``, the worst first), ``people_count``,
            ``engaged_count``, ``needed_roles`` and ``missing_roles`` (dicts of ``id``, ``name``),
            ``roles`` (all of them, with ``color``), ``attitudes`` (pairs of key and label, from
            against to for), ``people`` (list of dicts, those with most influence first: the
            fields of ``crm.stakeholder``, moments as text in UTC or False, relations as ids,
            conflicts at both ends, besides ``function``, ``company`` and ``email`` of a contact
            that the user may read, ``has_avatar`` (a picture of their own), ``is_critical`` and
            ``doubts``, a list of sentences)
        """
        self.ensure_one()
        self.check_access("read")
        Stakeholder = self.env["crm.stakeholder"]
        people = Stakeholder.search([("lead_id", "=", self.id)])
        findings, doubts = self._get_map_findings(people)
        needed = self.env["crm.stakeholder.requirement"]._get_needed_roles(self)[self.id]
        # sudo: which roles are missing is part of the map, which the user may read
        missing = self.sudo().missing_role_ids.ids if people else needed
        return {
            "lead_id": self.id,
            "name": self.name,
            "can_edit": self.has_access("write") and Stakeholder.has_access("write"),
            "health": self.stakeholder_health,
            "findings": findings,
            "doubts": doubts,
            "people_count": self.stakeholder_count,
            "engaged_count": self.stakeholder_engaged_count,
            "needed_roles": self._get_role_lines(needed),
            "missing_roles": self._get_role_lines(r for r in needed if r in missing),
            "roles": self.env["crm.stakeholder.role"].search_read(
                [("active", "=", True)], ["name", "color"]
            ),
            "attitudes": Stakeholder._fields["attitude"]._description_selection(self.env),
            "people": self._get_map_people(people, findings, doubts),
        }

    def _get_map_findings(self, people):
        """Return ``(findings, doubts)`` with their sentences."""
        # sudo: what is said of a deal is worked out by the system
        self.sudo()._recompute_recordset(["stakeholder_map_ids"])
        # sudo: the deal and its people may be read, and the map says nothing else
        row = self.env["crm.stakeholder.map"].sudo().search([("lead_id", "=", self.id)])
        names = {person.id: person.name for person in people}
        lines = self._get_finding_lines(row.findings or [], names)
        codes = self.env["crm.stakeholder.finding"]._get_doubt_codes()
        return (
            [line for line in lines if line["code"] not in codes],
            [line for line in lines if line["code"] in codes],
        )

    def _get_role_lines(self, role_ids):
        names = self.env["crm.stakeholder.role"]._get_names()
        return [{"id": role_id, "name": names[role_id]} for role_id in role_ids]

    def _get_map_people(self, people, findings, doubts):
        readable = people.partner_id._filtered_access("read")
        # One query: person by person they would be read apart.
        readable.fetch(["function", "commercial_company_name", "email"])
        pictured = self._get_pictured(readable)
        critical = {i for f in findings if f["code"] == "critical" for i in f["stakeholder_ids"]}
        conflicts = people._get_conflicts()
        return [
            {
                **person._prepare_map_person(readable),
                "has_avatar": person.partner_id in pictured,
                "conflict_ids": conflicts[person.id],
                "is_critical": person.id in critical,
                "doubts": [d["text"] for d in doubts if person.id in d["stakeholder_ids"]],
            }
            for person in people
        ]

    @api.model
    def _get_pictured(self, partners):
        """Return those with a picture of their own, without loading it: the client asks for
        these only, and writes initials for the others."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        return Partner.search([("id", "in", partners.ids), ("image_128", "!=", False)])
