"""Evidence from before requests were tied to their activities and approvals to their teams.

Approvals by a leader hold for the team of the deal: those given before hold for the team that
the deal has today. Open requests are tied to the activity that names the criterion, in whatever
language; where there is none any more, they can be asked again.
"""


def migrate(cr, version):
    cr.execute(
        """UPDATE crm_lead_evidence AS evidence SET team_id = lead.team_id
             FROM crm_lead AS lead
            WHERE lead.id = evidence.lead_id AND evidence.team_id IS NULL"""
    )
    cr.execute(
        """UPDATE crm_lead_evidence AS evidence SET activity_id = found.activity_id
             FROM (SELECT DISTINCT ON (newest.lead_id, newest.criterion_id)
                          newest.id AS evidence_id, newest.outcome, activity.id AS activity_id
                     FROM crm_lead_evidence AS newest
                     JOIN crm_stage_criterion AS criterion ON criterion.id = newest.criterion_id
                LEFT JOIN mail_activity AS activity ON activity.res_model = 'crm.lead'
                          AND activity.res_id = newest.lead_id AND activity.active
                          AND EXISTS (SELECT FROM jsonb_each_text(criterion.name) AS name
                                       WHERE RIGHT(activity.summary, LENGTH(name.value) + 2)
                                             = ': ' || name.value)
                 ORDER BY newest.lead_id, newest.criterion_id, newest.id DESC, activity.id) AS found
            WHERE found.evidence_id = evidence.id AND found.outcome = 'requested'
              AND found.activity_id IS NOT NULL"""
    )
