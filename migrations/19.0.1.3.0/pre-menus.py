"""Menus are for whoever has the group of their room, which implies the one that they had before.
An update adds groups to a menu and takes none away, and any of them would go on showing it.

What a company has added by itself stays.
"""

FORMER = ("group_sale_salesman", "group_sale_manager")


def migrate(cr, version):
    cr.execute(
        """DELETE FROM ir_ui_menu_group_rel AS rel
            USING ir_model_data AS menu, ir_model_data AS former
            WHERE menu.module = 'crm_playbook' AND menu.model = 'ir.ui.menu'
              AND menu.res_id = rel.menu_id AND former.module = 'sales_team'
              AND former.model = 'res.groups' AND former.name IN %s
              AND former.res_id = rel.gid""",
        [FORMER],
    )
