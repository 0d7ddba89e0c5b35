"""A pipeline with gates, and what became of the deals in it."""

FOUND, UNDERSTOOD, OFFERED = "Found", "Understood", "Offered"


def make_pipeline(odoo, **last):
    """Create a team with three stages of its own; ``last`` are more values of the last one.

    :return: ``(team id, {name: stage id})``
    """
    [team_id, other_id] = odoo.execute("crm.team", "create", [{"name": "Gated"}, {"name": "Open"}])
    # The stages that come with the CRM app are not part of this pipeline.
    common = odoo.execute("crm.stage", "search", [("team_ids", "=", False)])
    odoo.execute("crm.stage", "write", common, {"team_ids": [(6, 0, [other_id])]})
    names = (FOUND, UNDERSTOOD, OFFERED)
    values = [
        {"name": name, "sequence": number, "team_ids": [(6, 0, [team_id])]}
        for number, name in enumerate(names, 1)
    ]
    values[-1].update(last)
    ids = odoo.execute("crm.stage", "create", values)
    return team_id, dict(zip(names, ids, strict=True))


def ask_for_phone(odoo, stage_id):
    """Ask for a phone number before a deal leaves a stage."""
    fields = odoo.execute(
        "ir.model.fields", "search", [("model", "=", "crm.lead"), ("name", "=", "phone")]
    )
    values = {
        "name": "Phone is known",
        "stage_id": stage_id,
        "gate": "exit",
        "enforcement": "block",
        "state": "active",
        "field_ids": [(6, 0, fields)],
    }
    return odoo.execute("crm.stage.criterion", "create", [values])


def new_deal(odoo, team_id, stage_id, **values):
    values = {"name": "Deal", "type": "opportunity", "team_id": team_id, **values}
    [deal_id] = odoo.execute("crm.lead", "create", [{**values, "stage_id": stage_id}])
    return deal_id


def read_stage(database, deal_id):
    return database.value("SELECT stage_id FROM crm_lead WHERE id = %s", deal_id)


def read_moves(database, deal_id):
    """Return ``(from, to, direction)`` of the log of a deal, oldest first."""
    return database.rows(
        """SELECT from_stage_id, to_stage_id, direction FROM crm_stage_move
            WHERE lead_id = %s ORDER BY id""",
        deal_id,
    )
