"""A lead of which less than 30 % of the weight is known has no tier: it was D, whatever it is."""


def migrate(cr, version):
    cr.execute(
        "UPDATE crm_icp_score SET tier = 'unknown' WHERE coverage < 30 AND tier <> 'unknown'"
    )
