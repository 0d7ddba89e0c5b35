"""Which of the rows of ``crm_icp_score`` is the score of a lead.

A lead has at most one settled row, which only the pass over all leads writes, and any number of
fresh ones, which changes of the lead have appended since that pass. The newest fresh row counts,
else the settled one. So exactly one row of a lead counts, whatever others are doing at the same
time, and nobody has to touch a row of before in order to say so. There are few fresh rows, hence
the condition costs little where all leads are joined.
"""

from odoo.tools import SQL


def is_newest(alias):
    """Return the condition that the row ``alias`` of ``crm_icp_score`` is the one that counts."""
    return SQL(
        """NOT EXISTS (SELECT FROM crm_icp_score AS fresh
                        WHERE fresh.is_settled IS NOT TRUE AND fresh.lead_id = %(row)s.lead_id
                          AND (%(row)s.is_settled OR fresh.id > %(row)s.id))""",
        row=SQL.identifier(alias),
    )
