"""Stop what was set to work on coaching notes before that was refused.

Automation rules, scheduled actions, mailings and goals work elevated, so they read and changed
notes that nobody may read but coach and coachee. Nothing is deleted: what can be archived is, a
goal is counted by hand from now on, and each one is named in the log. A server action does not
run any more. This comes at the end of the update, when all addons are there.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.fields import Domain

from odoo.addons.crm_playbook.models.coaching.private_models import (
    PRIVATE_MODELS,
    get_model_pointers,
    not_from_addons,
)

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    model_ids = env["ir.model"].search([("model", "in", sorted(PRIVATE_MODELS))]).ids
    for name, model_class in env.registry.items():
        pointers = () if model_class._abstract else get_model_pointers(env[name])
        if not pointers:
            continue
        found = env[name].search(Domain.OR([(field, "in", model_ids)] for field in pointers))
        for record in not_from_addons(found):
            _stop(record)
    reports = env["ir.actions.report"].search([("model", "in", sorted(PRIVATE_MODELS))])
    for report in not_from_addons(reports):
        _say(report, "prints coaching notes, only for those who may read them")


def _stop(record):
    if record._name == "ir.actions.server":
        _stop_callers(record)
    elif record._name == "gamification.goal.definition":
        record.computation_mode = "manually"
    elif record._fields.get("active") and record._fields["active"].store:
        record.active = False
    _say(record, "worked on coaching notes, which nothing may, and was stopped")


def _stop_callers(action):
    """Archive what calls a server action: its schedule, and the rule that it belongs to."""
    while action:
        action.ir_cron_ids.active = False
        if "base_automation_id" in action._fields:
            action.base_automation_id.active = False
        action = action.parent_id


def _say(record, what):
    _logger.warning("%s “%s” (%s) %s.", record._description, record.display_name, record.id, what)
