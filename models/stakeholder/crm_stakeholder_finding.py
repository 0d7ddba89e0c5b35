from datetime import timedelta

from odoo import api, fields, models

RED, AMBER, GREEN = "red", "amber", "green"
SEVERITIES = (RED, AMBER)


class CrmStakeholderFinding(models.AbstractModel):
    """What is to be said about the people of a deal.

    How it works: each finding has a code and a pair of methods. ``_find_<code>`` takes a
    ``people.buying_group.BuyingGroup`` and returns a list of dicts made by :meth:`_make`;
    ``_say_<code>`` makes the sentence for one of them in the language of the reader. To add
    a finding, write the pair and add its code to one of the two lists.
    """

    _name = "crm.stakeholder.finding"
    _description = "Finding About Stakeholders"

    @api.model
    def _get_finding_codes(self):
        """Return the codes of what the health of the relations is made of."""
        return ["no_contact", "opponent", "missing", "single", "critical"]

    @api.model
    def _get_doubt_codes(self):
        """Return the codes of the truth check: what was claimed and is not borne out."""
        return ["unproven", "silent", "unmet", "old"]

    @api.model
    def _get_findings(self, group):
        """Return the findings about a group, JSON values only, the worst first."""
        codes = [*self._get_finding_codes(), *self._get_doubt_codes()]
        found = [
            {"code": code, **finding}
            for code in codes
            for finding in getattr(self, f"_find_{code}")(group)
        ]
        return sorted(found, key=lambda finding: SEVERITIES.index(finding["severity"]))

    @api.model
    def _get_health(self, findings):
        """Return the colour of the relations: that of the worst finding."""
        return findings[0]["severity"] if findings else GREEN

    @api.model
    def _get_sentence(self, finding, names):
        """Return the sentence of a finding, or an empty one where its code is gone.

        :param dict names: ``{stakeholder id: name}`` of the people of the deal
        """
        say = getattr(self, f"_say_{finding['code']}", None)
        if say is None:
            return ""
        people = ", ".join(names[i] for i in finding["stakeholder_ids"] if i in names)
        all_roles = self.env["crm.stakeholder.role"]._get_names()
        roles = ", ".join(all_roles[i] for i in finding["role_ids"] if i in all_roles)
        return say(finding, people, roles)

    @api.model
    def _make(self, severity, stakeholder_ids=(), role_ids=(), **more):
        return {
            "severity": severity,
            "stakeholder_ids": list(stakeholder_ids),
            "role_ids": list(role_ids),
            **more,
        }

    # --- health ------------------------------------------------------------------------

    def _find_no_contact(self, group):
        return [] if group.engaged else [self._make(RED)]

    def _say_no_contact(self, finding, people, roles):
        return self.env._("There is no two-way contact with anybody.")

    def _find_opponent(self, group):
        return [
            self._make(RED, [person.id], role_ids)
            for person in group.engaged
            if person.attitude == "opponent" and (role_ids := group.get_decisive_roles(person))
        ]

    def _say_opponent(self, finding, people, roles):
        return self.env._("%(person)s is against us and is %(roles)s.", person=people, roles=roles)

    def _find_missing(self, group):
        findings = []
        for role_id in group.missing:
            is_blind = role_id in group.decisive and not group.engaged
            placeholders = [p.id for p in group.placeholders if role_id in p.role_ids]
            findings.append(self._make(RED if is_blind else AMBER, placeholders, [role_id]))
        return findings

    def _say_missing(self, finding, people, roles):
        if people:
            return self.env._(
                "%(role)s is missing: “%(person)s” is not known by name.", role=roles, person=people
            )
        return self.env._("%s is missing.", roles)

    def _find_single(self, group):
        """Nobody engaged at all is said by ``no_contact``."""
        if not group.engaged or not group.is_single_threaded:
            return []
        ids = [person.id for person in group.engaged]
        return [self._make(AMBER, ids, needed=group.limits.min_engaged)]

    def _say_single(self, finding, people, roles):
        return self.env._(
            "There is two-way contact with %(people)s only; it should be %(needed)s people.",
            people=people,
            needed=finding["needed"],
        )

    def _find_critical(self, group):
        last = group.engaged[0] if len(group.engaged) == 1 else None
        findings = []
        for person in group.people:
            alone_in = [r for r, people in group.covering.items() if people == [person]]
            if alone_in or person is last:
                findings.append(self._make(AMBER, [person.id], alone_in, last=person is last))
        return findings

    def _say_critical(self, finding, people, roles):
        if not roles:
            return self.env._("If %s leaves, no two-way contact remains.", people)
        if not finding["last"]:
            return self.env._(
                "If %(person)s leaves, nobody is %(roles)s.", person=people, roles=roles
            )
        return self.env._(
            "If %(person)s leaves, nobody is %(roles)s, and no two-way contact remains.",
            person=people,
            roles=roles,
        )

    # --- doubts ------------------------------------------------------------------------

    def _find_unproven(self, group):
        return [
            self._make(AMBER, [person.id], attitude=person.attitude)
            for person in group.supporters
            if not group.has_two_way(person)
        ]

    def _say_unproven(self, finding, people, roles):
        return self.env._(
            "%(person)s is said to be a %(attitude)s, but there was never two-way contact.",
            person=people,
            attitude=self._get_attitude(finding),
        )

    def _find_silent(self, group):
        """Whoever was never in contact is found by ``unproven``."""
        return [
            self._make(
                AMBER,
                [person.id],
                attitude=person.attitude,
                since=fields.Datetime.to_string(group.get_last_answer(person)),
            )
            for person in group.supporters
            if group.has_two_way(person) and group.is_silent(person)
        ]

    def _say_silent(self, finding, people, roles):
        since = fields.Datetime.to_datetime(finding["since"])
        return self.env._(
            "%(person)s is said to be a %(attitude)s, but has been silent for %(days)s days.",
            person=people,
            attitude=self._get_attitude(finding),
            days=(fields.Datetime.now() - since) // timedelta(days=1),
        )

    def _find_unmet(self, group):
        return [
            self._make(AMBER, [person.id], role_ids)
            for person in group.people
            if not person.meeting and (role_ids := group.get_decisive_roles(person))
        ]

    def _say_unmet(self, finding, people, roles):
        return self.env._("%(person)s is %(roles)s and was never met.", person=people, roles=roles)

    def _find_old(self, group):
        return [self._make(AMBER, [p.id]) for p in group.people if p.is_attitude_old]

    def _say_old(self, finding, people, roles):
        return self.env._(
            "The judgement of %s comes from an earlier deal and was not confirmed.", people
        )

    def _get_attitude(self, finding):
        """Return the name of the attitude in the language of the reader."""
        field = self.env["crm.stakeholder"]._fields["attitude"]
        return dict(field._description_selection(self.env)).get(finding["attitude"], "")
