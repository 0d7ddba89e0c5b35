"""Approvals by a leader hold for the team of the deal. Those given before this was kept hold for
the team that the deal has today."""


def migrate(cr, version):
    cr.execute(
        """UPDATE crm_lead_evidence AS evidence SET team_id = lead.team_id
             FROM crm_lead AS lead
            WHERE lead.id = evidence.lead_id AND evidence.team_id IS NULL"""
    )
