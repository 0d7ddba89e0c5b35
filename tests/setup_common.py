# What is in use where a room is.
WORK = ("crm.icp.profile", "crm.stage.criterion", "crm.stakeholder.requirement")
WORK += (
    "crm.stakeholder",
    "crm.deal.review.plan",
    "crm.deal.review",
    "crm.coaching.note",
    "crm.handover.template",
)


def put_out_of_use(env):
    """Put out of use what demo data and others have set up, as in a database that is new."""
    env["crm.playbook.setup"].with_user(env.ref("base.user_admin")).remove_examples()
    for model in WORK:
        records = env[model].with_context(active_test=False).search([])
        if model == "crm.icp.profile":
            records.filtered(lambda each: each.state == "published").action_archive_profile()
        elif model == "crm.stage.criterion":
            records.action_deactivate()
        elif model == "crm.deal.review.plan":
            records.is_on = False
        elif "active" in records._fields:
            records.active = False
        else:
            records.unlink()
