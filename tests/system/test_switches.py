"""Switches of rooms, in databases that are installed, updated and served by several processes."""

PREFIX = "group_playbook_"
OLD = "UPDATE ir_module_module SET latest_version = '19.0.1.2.0' WHERE name = 'crm_playbook'"


def read_rooms(database):
    """Return the names of the rooms that are on."""
    names = database.rows(
        """SELECT room.name FROM res_groups_implied_rel AS rel
             JOIN ir_model_data AS room ON room.model = 'res.groups' AND room.res_id = rel.hid
            WHERE room.module = 'crm_playbook' AND room.name LIKE %s""",
        f"{PREFIX}%",
    )
    return sorted(name.removeprefix(PREFIX) for [name] in names)


def switch(worker, **values):
    values = {f"{PREFIX}{room}": is_on for room, is_on in values.items()}
    settings = worker.execute("res.config.settings", "create", values)
    worker.execute("res.config.settings", "execute", [settings])


def read_menus(worker):
    menus = worker.execute("ir.ui.menu", "load_menus", False)
    return {menu.get("xmlid") for menu in menus.values()}


def test_all_rooms_are_off_where_the_addon_is_installed(new_database):
    assert read_rooms(new_database) == []


def test_an_update_switches_on_what_is_in_use_and_none_switches_back(new_database):
    worker = new_database.start_worker()
    lead = worker.execute("crm.lead", "create", {"name": "Line 4", "type": "opportunity"})
    worker.execute("crm.stakeholder", "create", {"lead_id": lead, "placeholder_name": "CFO"})
    team = worker.execute("crm.team", "search", [], limit=1)
    worker.execute("crm.deal.review", "create", {"team_id": team[0]})
    worker.kill()
    assert read_rooms(new_database) == []
    new_database.execute(OLD)

    new_database.run_odoo("-u", "crm_playbook")
    assert read_rooms(new_database) == ["review", "stakeholder"]

    worker = new_database.start_worker()
    switch(worker, stakeholder=False, gate=True)
    worker.kill()
    new_database.run_odoo("-u", "crm_playbook")
    assert read_rooms(new_database) == ["gate", "review"]
    people = new_database.value("SELECT COUNT(*) FROM crm_stakeholder")
    assert people == 1


def test_other_processes_hear_of_a_switch(new_database):
    here, there = new_database.start_worker(), new_database.start_worker()
    menu = "crm_playbook.crm_stage_criterion_menu"
    assert menu not in read_menus(there)
    switch(here, gate=True)
    assert menu in read_menus(there)
    switch(here, gate=False)
    assert menu not in read_menus(there)
