"""Rooms of the addon, which are off in a new database."""

from . import databases

PREFIX = "group_playbook_"


def install(database):
    """Install the addon and switch all of its rooms on, as an administrator does."""
    databases.install(database, databases.ADDON)
    with databases.environment(database) as env:
        settings = env["res.config.settings"]
        names = [name for name in settings._fields if name.startswith(PREFIX)]
        settings.create(dict.fromkeys(names, True)).set_values()
