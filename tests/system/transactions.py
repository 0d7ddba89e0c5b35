"""What a server does around a request, for processes that are none."""

from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying


def run_like_request(database, function, user=SUPERUSER_ID, **arguments):
    """Call ``function(env, **arguments)`` with what other processes have published, commit,
    and tell them what this one has; return its result. A conflict is tried again."""
    registry = Registry(database).check_signaling()
    with registry.cursor() as cr:
        env = api.Environment(cr, user, {})
        result = retrying(partial(function, env, **arguments), env)
        cr.commit()  # pylint: disable=invalid-commit
        env.registry.signal_changes()
    return result


def run_once(database, function, user=SUPERUSER_ID, **arguments):
    """Same, but a conflict goes to the caller."""
    registry = Registry(database).check_signaling()
    with registry.cursor() as cr:
        return function(api.Environment(cr, user, {}), **arguments)
