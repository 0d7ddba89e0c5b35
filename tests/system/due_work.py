"""Work for every scheduled action of the addon, three records each, and what became of it."""

from collections import namedtuple
from datetime import datetime, timedelta, timezone

# ``column`` of ``table`` tells the records apart; ``done`` selects those that were worked on.
Job = namedtuple("Job", "table events column done")
JOBS = {
    "ir_cron_icp_rescore": Job(
        "crm_icp_score", "INSERT OR UPDATE", "lead_id", "SELECT lead_id AS id FROM crm_icp_score"
    ),
    "ir_cron_gate_waivers": Job(
        "crm_stage_waiver",
        "UPDATE",
        "id",
        "SELECT id FROM crm_stage_waiver WHERE state = 'closed'",
    ),
    "ir_cron_stakeholder_refresh": Job(
        "crm_stakeholder", "UPDATE", "id", "SELECT id FROM crm_stakeholder WHERE inbound_90 = 1"
    ),
    "ir_cron_deal_review": Job(
        "crm_deal_review", "INSERT", "team_id", "SELECT team_id AS id FROM crm_deal_review"
    ),
    "ir_cron_next_action_digest": Job(
        "crm_next_action_digest",
        "INSERT",
        "user_id",
        """SELECT users.id FROM mail_message AS message
             JOIN mail_message_res_partner_rel AS told ON told.mail_message_id = message.id
             JOIN res_users AS users ON users.partner_id = told.res_partner_id
            WHERE message.subject LIKE 'Deals without a next action%%'""",
    ),
    "ir_cron_coaching_remind": Job(
        "crm_coaching_note",
        "UPDATE",
        "id",
        "SELECT id FROM crm_coaching_note WHERE date_reminded IS NOT NULL",
    ),
    "ir_cron_coaching_purge": Job(
        "crm_coaching_note",
        "DELETE",
        "id",
        "SELECT id FROM GENERATE_SERIES(1, 999) AS id EXCEPT SELECT id FROM crm_coaching_note",
    ),
    "ir_cron_handover_clock": Job(
        "crm_handover",
        "UPDATE",
        "id",
        """SELECT handover.id FROM crm_handover AS handover
             JOIN mail_activity AS activity
               ON activity.res_model = 'crm.handover' AND activity.res_id = handover.id
            WHERE handover.clock_warning IS NULL""",
    ),
}
COUNT = 3
SALES = "sales_team.group_sale_salesman"
STEPS = {
    "raise": "RAISE EXCEPTION 'poisoned'",
    # Longer than any test.
    "sleep": "PERFORM pg_sleep(600)",
}


def make_due_work(env):
    """Make work that is due by now, of which no scheduled action has heard yet.

    :return: ``{name of the scheduled action: ids in the column that tells the records apart}``
    """
    env = env(context={"tracking_disable": True})
    coach = _new_user(env, "coach", f"{SALES}_all_leads", _get_zone())
    users = [_new_user(env, f"seller{n}", SALES, _get_zone()) for n in range(COUNT)]
    deals = env["crm.lead"].create(
        [{"name": "Deal", "type": "opportunity", "user_id": user.id} for user in users]
    )
    work = {
        "ir_cron_icp_rescore": _unscore(env, deals),
        "ir_cron_gate_waivers": _waive(env, deals),
        "ir_cron_stakeholder_refresh": _write_in(env, deals),
        "ir_cron_deal_review": _plan_reviews(env),
        "ir_cron_next_action_digest": [user.id for user in users],
        "ir_cron_coaching_remind": _share_notes(env, coach, users),
        "ir_cron_coaching_purge": _write_old_notes(env, coach, users),
        "ir_cron_handover_clock": _start_clocks(env, deals, coach),
    }
    env.flush_all()
    _let_it_be_due(env, work)
    return work


def _let_it_be_due(env, work):
    """Turn the clock, and forget what was called when the work was made."""
    for statement in (
        "UPDATE crm_lead SET phone = '1'",
        "UPDATE crm_deal_review_plan SET date_next = NOW() AT TIME ZONE 'UTC' + INTERVAL '2 hours'",
        "UPDATE crm_handover SET state = 'submitted', clock_warning = NOW() - INTERVAL '2 days'",
        "UPDATE crm_coaching_note SET date_shared = date_shared - INTERVAL '9 days'",
        "DELETE FROM crm_icp_score",
        "DELETE FROM ir_cron_trigger",
        "UPDATE ir_cron SET active = FALSE",
    ):
        env.cr.execute(statement)
    env.invalidate_all()
    assert set(work) == set(JOBS) and all(len(ids) == COUNT for ids in work.values()), work


def _get_zone():
    """Return a zone where it is about nine in the morning."""
    ahead = 9 - datetime.now(timezone.utc).hour
    ahead += 24 if ahead < -12 else 0
    return f"Etc/GMT{-ahead:+d}"


def _new_user(env, login, group, zone):
    calendar = env["resource.calendar"].search([("name", "=", "Every day")]) or _new_calendar(env)
    env.company.resource_calendar_id = calendar
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "tz": zone,
            "notification_type": "inbox",
            "group_ids": [(4, env.ref(group).id)],
        }
    )


def _new_calendar(env):
    days = [
        (0, 0, {"name": str(day), "dayofweek": str(day), "hour_from": 8, "hour_to": 16})
        for day in range(7)
    ]
    return env["resource.calendar"].create(
        {"name": "Every day", "tz": "UTC", "attendance_ids": [(5, 0, 0), *days]}
    )


def _unscore(env, deals):
    criterion = {"name": "Named", "domain": "[('name', '!=', False)]", "weight": 10}
    profile = env["crm.icp.profile"].create(
        {"name": "Makers", "criterion_ids": [(0, 0, criterion)]}
    )
    profile.action_publish()
    return deals.ids


def _waive(env, deals):
    criterion = env["crm.stage.criterion"].create(
        {
            "name": "Phone is known",
            "stage_id": deals.stage_id.id,
            "gate": "exit",
            "state": "active",
            "field_ids": [(6, 0, env["ir.model.fields"]._get("crm.lead", "phone").ids)],
        }
    )
    values = {"criterion_id": criterion.id, "reason": "We know them", "user_id": env.uid}
    return env["crm.stage.waiver"].create([{"lead_id": deal.id, **values} for deal in deals]).ids


def _write_in(env, deals):
    people = env["crm.stakeholder"]
    for deal in deals:
        contact = env["res.partner"].create({"name": "Anna"})
        people += people.create({"lead_id": deal.id, "partner_id": contact.id})
    env.flush_all()
    env.cr.execute(
        """INSERT INTO mail_message (model, res_id, author_id, message_type, subtype_id, date,
                                     create_date)
           SELECT 'crm.lead', lead_id, partner_id, 'email', %s, NOW() AT TIME ZONE 'UTC',
                  NOW() AT TIME ZONE 'UTC' FROM crm_stakeholder""",
        [env.ref("mail.mt_comment").id],
    )
    return people.ids


def _plan_reviews(env):
    teams = env["crm.team"].create([{"name": f"Team {number}"} for number in range(COUNT)])
    env["crm.deal.review.plan"].create([{"team_id": team.id, "is_on": True} for team in teams])
    return teams.ids


def _share_notes(env, coach, users):
    _set_parameter(env, "coaching_reminder_days", 3)
    return [_write_note(coach, user).action_share() and _last_note(env) for user in users]


def _write_old_notes(env, coach, users):
    _set_parameter(env, "coaching_retention_months", 1)
    _set_parameter(env, "coaching_retention_since", "2020-01-01")
    date = datetime.now(timezone.utc).date() - timedelta(days=60)
    return [_write_note(coach, user, date=date).id for user in users]


def _write_note(coach, user, **values):
    notes = coach.env["crm.coaching.note"].with_user(coach)
    return notes.create({"coachee_id": user.id, "observation": "Asks well", **values})


def _last_note(env):
    return env["crm.coaching.note"].search([], order="id desc", limit=1).id


def _set_parameter(env, name, value):
    env["ir.config_parameter"].set_param(f"crm_playbook.{name}", value)


def _start_clocks(env, deals, receiver):
    return (
        env["crm.handover"]
        .create([{"lead_id": deal.id, "to_user_id": receiver.id} for deal in deals])
        .ids
    )


# --- what goes wrong, and what became of it --------------------------------------------


def obstruct(database, work, step):
    """Let the database ``raise``, or ``sleep``, when the second record of a job is written."""
    database.execute(
        f"""CREATE FUNCTION obstruct() RETURNS trigger AS
            $$ BEGIN {STEPS[step]}; RETURN COALESCE(NEW, OLD); END $$ LANGUAGE plpgsql"""
    )
    for name, job in JOBS.items():
        row = "OLD" if job.events == "DELETE" else "NEW"
        database.execute(
            f"""CREATE TRIGGER {name} BEFORE {job.events} ON {job.table} FOR EACH ROW
                WHEN ({row}.{job.column} = {work[name][1]}) EXECUTE FUNCTION obstruct()"""
        )


def clear(database):
    database.execute("DROP FUNCTION obstruct CASCADE")


def read_done(database, work):
    """Return ``{name of the scheduled action: records worked on, as often as they were}``."""
    query = "SELECT id FROM ({}) AS done WHERE id = ANY(%s) ORDER BY id"
    return {
        name: [row[0] for row in database.rows(query.format(job.done), work[name])]
        for name, job in JOBS.items()
    }
