from odoo.fields import Command

from ..tools import rooms

ROOMS = ("icp", "gate", "stakeholder", "review", "coaching", "handover")


def switch_rooms(env, *names):
    """Switch all rooms on, or these alone and the others off, as the settings do."""
    wanted = {}
    for room, field in rooms.get_switches(env).items():
        is_on = not names or room in names
        wanted.setdefault(field.group, []).append(_link(env.ref(field.implied_group), is_on))
    for people, commands in wanted.items():
        env.ref(people).write({"implied_ids": commands})


def _link(group, is_on):
    return Command.link(group.id) if is_on else Command.unlink(group.id)


def switch_all_off(env):
    """Switch all rooms off, as the settings do."""
    for room in rooms.get_switches(env):
        rooms.switch(env, room, False)
