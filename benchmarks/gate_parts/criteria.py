"""Ten criteria of all kinds across one gate, and the evidence that meets them."""

from odoo.fields import Command, Date

DEALS = [("type", "=", "opportunity"), ("won_status", "=", "pending")]


def activate(env):
    """Activate ten criteria between the first two stages and give every open deal of the
    benchmark's user what they ask for."""
    first, second = env["crm.stage"].search([], limit=2)
    criteria = env["crm.stage.criterion"].create(
        [
            {
                "name": f"Criterion {number}",
                "stage_id": (first if gate == "exit" else second).id,
                "gate": gate,
                "enforcement": "block",
                **values,
            }
            for number, (gate, values) in enumerate(_get_criteria(env), start=1)
        ]
    )
    criteria.action_activate()
    _give_evidence(env, criteria.filtered(lambda criterion: criterion.kind == "confirmation"))
    _give_evidence(env, criteria.filtered(lambda criterion: criterion.kind == "approval"))


def _get_criteria(env):
    def fields(*names):
        ids = [env["ir.model.fields"]._get("crm.lead", name).id for name in names]
        return {"kind": "fields", "field_ids": [Command.set(ids)]}

    def condition(domain):
        return {"kind": "condition", "domain": str(domain)}

    return [
        ("exit", fields("name", "expected_revenue")),
        ("exit", fields("email_from", "stage_id")),
        ("exit", condition([("expected_revenue", ">=", 0)])),
        ("exit", {"kind": "confirmation"}),
        ("exit", {"kind": "confirmation", "ask_again": True}),
        ("entry", condition([("name", "!=", False), ("type", "=", "opportunity")])),
        ("entry", {"kind": "confirmation"}),
        ("entry", {"kind": "approval"}),
        ("entry", {"kind": "activity", "activity_when": "planned"}),
        ("entry", {**condition([("team_id", "!=", False)]), "applies_domain": "[('id', '=', 0)]"}),
    ]


def _give_evidence(env, criteria):
    for criterion in criteria:
        outcome = "approved" if criterion.kind == "approval" else "confirmed"
        env.cr.execute(
            """INSERT INTO crm_lead_evidence
                           (lead_id, team_id, criterion_id, outcome, user_id, date)
               SELECT id, team_id, %s, %s, 1, NOW() AT TIME ZONE 'UTC' + INTERVAL '1 day'
                 FROM crm_lead WHERE type = 'opportunity' AND won_status = 'pending'""",
            [criterion.id, outcome],
        )


def plan_activities(env):
    """Plan an activity on every open deal, with the addon or without it."""
    kind = env.ref("mail.mail_activity_data_call").id
    env.cr.execute(
        """INSERT INTO mail_activity (res_model, res_model_id, res_id, activity_type_id, user_id,
                                      date_deadline, active, automated)
           SELECT 'crm.lead', %s, id, %s, 1, %s, TRUE, FALSE
             FROM crm_lead WHERE type = 'opportunity' AND won_status = 'pending'""",
        [env["ir.model"]._get_id("crm.lead"), kind, Date.add(Date.today(), days=30)],
    )
