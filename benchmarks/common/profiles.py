"""The profile that the benchmarks score by, and the pass over all leads."""

import psycopg2

from odoo.fields import Command


def _get_conditions(env):
    """Return ``(kind, condition, weight)`` of ten criteria: three look at the customer, one
    at the tags, one searches a text, one disqualifies."""
    industries = env["res.partner.industry"].search([], order="id", limit=5).ids
    countries = env["res.country"].search([], order="id", limit=12).ids
    tags = env["crm.tag"].search([("name", "like", "Bench")], order="id", limit=3).ids
    source = env["utm.source"].search([("name", "=", "Bench 1")]).id
    return [
        ("fit", [("employee_count", ">=", 50)], 20),
        ("fit", [("annual_revenue", ">", 1000000)], 15),
        ("fit", [("partner_id.industry_id", "in", industries)], 20),
        ("fit", [("partner_id.employee_count", ">", 200)], 10),
        ("fit", [("partner_id.country_id.code", "in", ["AR", "AU", "AT", "BE", "AD"])], 10),
        ("fit", [("tag_ids", "in", tags)], 15),
        ("fit", [("name", "ilike", "automation")], 10),
        ("fit", [("create_date", ">=", "today -90d")], 5),
        ("fit", [("source_id", "=", source)], -10),
        (
            "disqualifier",
            ["|", ("country_id", "in", countries[-2:]), ("expected_revenue", "<", 2000)],
            0,
        ),
    ]


def publish(env):
    """Publish the profile of ten criteria, or the next version of it."""
    published = env["crm.icp.profile"].search([("state", "=", "published")])
    if published:
        _publish_next(published)
    else:
        _publish_first(env)


def _publish_first(env):
    reason = env["crm.lost.reason"].search([], limit=1).id
    criteria = [
        {
            "name": f"Criterion {number}",
            "kind": kind,
            "domain": str(domain),
            "weight": weight,
            "lost_reason_id": reason if kind == "disqualifier" else False,
        }
        for number, (kind, domain, weight) in enumerate(_get_conditions(env), start=1)
    ]
    profile = env["crm.icp.profile"].create(
        {"name": "Bench", "criterion_ids": [Command.create(vals) for vals in criteria]}
    )
    profile.action_publish()


def _publish_next(published):
    """Publish a version with another weight, by which every score row changes: it names the
    version, and its numbers move."""
    draft = published.browse(published.action_new_version()["res_id"])
    draft.criterion_ids[0].weight = 20 + 5 * (draft.version % 2)
    draft.action_publish()


def rescore(env):
    """Run one pass over all leads and commit per batch, as the cron does.

    :return: ``(leads processed, scores written, batches repeated)``
    """
    env["crm.icp.rescoring"]._start()
    env.cr.commit()
    run = env["crm.icp.rescoring"]._get_current()
    repeated = 0
    while True:
        try:
            processed = run._process_batch()
        except psycopg2.errors.SerializationFailure:
            env.cr.rollback()
            repeated += 1
            continue
        env.cr.commit()
        if not processed:
            return run.done_count, run.written_count, repeated
