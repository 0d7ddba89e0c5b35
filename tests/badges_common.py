"""What a card says of a deal, for tests of all rooms."""


def get_badges(deal):
    """Return ``{code: badge}`` of a deal, read anew."""
    deal.invalidate_recordset(["playbook_badges"])
    return {badge["code"]: badge for badge in deal.playbook_badges or ()}
