"""Profiles, leads, and what leads must score, without asking the code under test."""

import time
from collections import namedtuple

from processes import TIMEOUT

# ``holds`` says in Python what ``domain`` says. Weights that add up to 100 are points.
Criterion = namedtuple("Criterion", "domain weight holds")
LARGE = Criterion([("employee_count", ">=", 50)], 60, lambda lead: lead["employee_count"] >= 50)
RICH = Criterion([("annual_revenue", ">", 2000)], 40, lambda lead: lead["annual_revenue"] > 2000)
SMALL = Criterion([("employee_count", "<", 50)], 60, lambda lead: lead["employee_count"] < 50)
FUNDED = Criterion([("budget", ">", 300)], 40, lambda lead: lead["budget"] > 300)
FACTS = ("employee_count", "annual_revenue", "budget")


def make_leads(database, count):
    """Insert opportunities by SQL: nothing is computed, so nothing is scored."""
    database.execute(
        """INSERT INTO crm_lead (name, type, active, stage_id, create_date,
                                 employee_count, annual_revenue)
           SELECT 'Lead ' || n, 'opportunity', TRUE, (SELECT MIN(id) FROM crm_stage), NOW(),
                  n %% 100 + 1, n %% 7 * 1000
             FROM generate_series(1, %s) AS n""",
        count,
    )


def new_lead(odoo, **values):
    [lead_id] = odoo.execute("crm.lead", "create", [{"name": "Lead", **values}])
    return lead_id


def press(odoo, button, addon):
    """Press a button of an addon in the list of apps."""
    modules = odoo.execute("ir.module.module", "search", [("name", "=", addon)])
    odoo.execute("ir.module.module", button, modules)


def new_criteria(criteria):
    return [
        (0, 0, {"name": f"Criterion {n}", "domain": str(domain), "weight": weight})
        for n, (domain, weight, _holds) in enumerate(criteria)
    ]


def publish(odoo, *criteria):
    """Publish a new profile and return its id; ``odoo`` is a worker or a server."""
    values = {"name": "Makers", "criterion_ids": new_criteria(criteria)}
    [profile_id] = odoo.execute("crm.icp.profile", "create", [values])
    odoo.execute("crm.icp.profile", "action_publish", [profile_id])
    return profile_id


def new_version(odoo, profile_id, *criteria):
    """Draft a version with these criteria and return its id."""
    draft_id = odoo.execute("crm.icp.profile", "action_new_version", [profile_id])["res_id"]
    commands = [(5, 0, 0), *new_criteria(criteria)]
    odoo.execute("crm.icp.profile", "write", [draft_id], {"criterion_ids": commands})
    return draft_id


def publish_next(odoo, profile_id, *criteria):
    """Replace a profile by a version with these criteria and return the id of that."""
    draft_id = new_version(odoo, profile_id, *criteria)
    odoo.execute("crm.icp.profile", "action_publish", [draft_id])
    return draft_id


def archive(odoo, profile_id):
    odoo.execute("crm.icp.profile", "action_archive_profile", [profile_id])


def forget_everything(database, odoo):
    """Delete leads and profiles, so that the next test begins with none."""
    published = odoo.execute("crm.icp.profile", "search", [("state", "=", "published")])
    odoo.execute("crm.icp.profile", "action_archive_profile", published)
    for table in ("crm_lead", "crm_icp_rescoring", "crm_icp_profile"):
        database.execute(f"DELETE FROM {table}")


def read_score(odoo, lead_id):
    """Return ``(profile id or False, score)`` of a lead."""
    [lead] = odoo.execute("crm.lead", "read", [lead_id], ["icp_profile_id", "icp_score"])
    return _profile_of(lead), lead["icp_score"]


def find_wrong(odoo, profile_id, *criteria):
    """Return the leads, archived ones too, that are not scored by this profile as its
    criteria say; with their profile, their score and what it should be."""
    leads = odoo.execute(
        "crm.lead",
        "search_read",
        [],
        [*FACTS, "icp_profile_id", "icp_score"],
        context={"active_test": False},
    )
    assert leads
    found = {lead["id"]: (_profile_of(lead), lead["icp_score"]) for lead in leads}
    right = {
        lead["id"]: (profile_id, sum(c.weight for c in criteria if c.holds(lead))) for lead in leads
    }
    return [(key, found[key], right[key]) for key in found if found[key] != right[key]]


def _profile_of(lead):
    return lead["icp_profile_id"] and lead["icp_profile_id"][0]


# --- the pass over all leads -----------------------------------------------------------


def read_passes(database):
    """Return ``(id, state, leads done)`` of each pass, oldest first."""
    return database.rows("SELECT id, state, done_count FROM crm_icp_rescoring ORDER BY id")


def count_done(database):
    """Return how many leads the newest pass has done."""
    *_older, (_id, _state, count) = read_passes(database)
    return count or 0


def finish_pass(database, worker):
    """Run the cron until no pass is left, as often as a server would be woken up for it."""

    def run_and_look():
        worker.step("run_cron", batch_size=100000)
        return all(state == "done" for _id, state, _done in read_passes(database))

    wait_until(run_and_look)


def wait_until(condition):
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)
