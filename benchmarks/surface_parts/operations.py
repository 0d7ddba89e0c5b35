"""What is read to show deals, each a function ``prepare(env, round_number)`` that returns what
to run; only the run is timed."""

from common import views
from overhead_parts.operations import CARDS, Operation

FORM = "crm.crm_lead_view_form"


def _prepare_cards(env, _round_number):
    return _read_many(env, views.KANBAN)


def _prepare_rows(env, _round_number):
    return _read_many(env, views.LIST)


def _read_many(env, xml_id):
    """Read what a view shows of the open deals of the first stage."""
    stage = env["crm.stage"].search([], limit=1).id
    domain = [("type", "=", "opportunity"), ("stage_id", "=", stage)]
    specification = views.get_specification(env, xml_id)
    return lambda: env["crm.lead"].web_search_read(domain, specification, limit=CARDS)


def _prepare_form(env, round_number):
    """Read another deal of the user in every round."""
    own = [("user_id", "=", env.uid), ("won_status", "=", "pending")]
    deal = env["crm.lead"].search(own, order="id", limit=1, offset=round_number + 3)
    specification = views.get_specification(env, FORM)
    return lambda: deal.web_read(specification)


OPERATIONS = (
    Operation("read 80 cards of a kanban column", _prepare_cards, 60, 3),
    Operation("read 80 rows of the list", _prepare_rows, 60, 3),
    Operation("read the form of a deal", _prepare_form, 60, 3),
)
