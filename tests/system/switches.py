"""Switching rooms on, as an administrator does it in the settings."""

ROOMS = ("icp", "gate", "stakeholder", "review", "coaching", "handover")


def switch_on(process, *rooms):
    """Switch these rooms on, or all of them; ``process`` is a worker or a server."""
    save_settings(process, **{f"group_playbook_{room}": True for room in rooms or ROOMS})


def save_settings(process, **values):
    settings = process.execute("res.config.settings", "create", [values])
    process.execute("res.config.settings", "execute", settings)
