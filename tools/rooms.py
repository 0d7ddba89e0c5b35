"""Which rooms are switched on.

A room is on while the group of its people implies the group of the room, as core does it for
*Leads*: a check box of the settings that is named ``group_playbook_<room>`` names both groups. So
it is on or off for everybody, whoever asks. What is on is kept per process among the definitions of
groups: to ask needs no query, and an answer is true at once after a switch, in every process.
"""

from odoo.exceptions import UserError
from odoo.tools import SQL, sql

PREFIX = "group_playbook_"
MODULE = "crm_playbook"


def get_group(room):
    """Return the external id of the group that fields, menus and parts of views of a room carry."""
    return f"{MODULE}.{PREFIX}{room}"


def get_switches(env):
    """Return ``{room: check box of the settings}`` of all rooms that are installed."""
    fields = env["res.config.settings"]._fields
    return {
        name.removeprefix(PREFIX): field
        for name, field in fields.items()
        if name.startswith(PREFIX)
    }


def is_on(env, room):
    """Tell whether a room is switched on, for everybody."""
    return room in env["res.groups"]._get_playbook_rooms()


def refuse_unless_on(env, room):
    """Refuse what would tell somebody of a room that is switched off."""
    if not is_on(env, room):
        field = get_switches(env)[room]
        raise UserError(
            env._(
                "“%s” is switched off. An administrator switches it on in Settings › CRM › "
                "Playbook.",
                field.get_description(env, ["string"])["string"],
            )
        )


def is_on_in_database(env, room, people="sales_team.group_sale_salesman"):
    """Tell the same while the registry is set up and no record can be read.

    :param people: external id of the group that the room is for
    """
    cr = env.cr
    if not sql.table_exists(cr, "res_groups_implied_rel"):
        return False
    cr.execute(
        SQL(
            """
            WITH RECURSIVE named AS (
                SELECT module, name, res_id FROM ir_model_data WHERE model = 'res.groups'
            ), implied (id) AS (
                SELECT res_id FROM named WHERE (module, name) = %(people)s
                 UNION
                SELECT rel.hid
                  FROM res_groups_implied_rel AS rel JOIN implied ON rel.gid = implied.id
            )
            SELECT 1 FROM implied JOIN named ON named.res_id = implied.id
             WHERE (named.module, named.name) = %(room)s
            """,
            people=tuple(people.split(".")),
            room=(MODULE, f"{PREFIX}{room}"),
        )
    )
    return bool(cr.fetchone())


def switch(env, room, is_on):
    """Switch a room on or off. The caller has looked whether the user may."""
    field = get_switches(env)[room]
    imply(env, field.group, field.implied_group, is_on)


def imply(env, people, group, is_on):
    """Let a group imply another one, or not any more; both by external id. The caller has looked
    whether the user may."""
    # sudo: said above
    people, group = env.ref(people).sudo(), env.ref(group).sudo()
    if is_on:
        people._apply_group(group)
    else:
        people._remove_group(group)


def get_rooms_of_field(env, field):
    """Return the names of the rooms without which nobody sees a field. A room may have a second
    group, whose name begins with that of its own."""
    groups = (field.groups or "").split(",")
    return {
        room
        for room in get_switches(env)
        if any(f"{name}_".startswith(f"{get_group(room)}_") for name in groups)
    }
