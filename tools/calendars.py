"""Whether a calendar says when somebody works."""


def has_hours(calendar):
    """Tell whether a calendar has fixed hours. A flexible one, and one without hours, say nothing
    about when somebody works: they count as no calendar."""
    if not calendar or calendar.flexible_hours:
        return False
    return any(
        not line.display_type and line.day_period != "lunch" and line.hour_to > line.hour_from
        for line in calendar.attendance_ids
    )
