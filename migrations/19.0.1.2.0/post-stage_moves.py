"""Moves that were logged when a deal was created in a later stage.

They said that the deal had left the first stage, after no time at all. It never was there: the
row stays as the beginning of the deal, without a stage left and without a duration.
"""


def migrate(cr, version):
    cr.execute(
        """UPDATE crm_stage_move AS move SET from_stage_id = NULL, hours = 0, working_hours = 0
             FROM crm_lead AS lead
            WHERE lead.id = move.lead_id AND move.from_stage_id IS NOT NULL
              AND move.direction IN ('forward', 'skip', 'won', 'lost')
              AND date_trunc('second', move.date) = date_trunc('second', lead.create_date)"""
    )
