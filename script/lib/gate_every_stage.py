"""Put a blocking criterion that always holds on the way into and out of every stage; fed to
``odoo shell``.
"""

values = {
    "name": "Always holds",
    "state": "active",
    "enforcement": "block",
    "kind": "condition",
    "domain": "[('id', '!=', False)]",
}
stages = env["crm.stage"].search([])  # noqa: F821  (odoo shell provides it)
env["crm.stage.criterion"].create(  # noqa: F821
    [
        {**values, "stage_id": stage.id, "gate": gate}
        for stage in stages
        for gate in ("entry", "exit")
    ]
)
env.cr.commit()  # noqa: F821
