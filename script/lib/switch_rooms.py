"""Switch all rooms on; fed to ``odoo shell``."""

from odoo.addons.crm_playbook.tools import rooms

for room in rooms.get_switches(env):  # noqa: F821  (odoo shell provides it)
    rooms.switch(env, room, True)  # noqa: F821
env.cr.commit()  # noqa: F821
