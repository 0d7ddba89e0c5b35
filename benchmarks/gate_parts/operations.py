"""The operations that are compared, each a function ``prepare(env, round_number)`` that
returns what to run; only the run is timed."""

from common import views
from overhead_parts.operations import CARDS, Operation

MANY = 100


def _prepare_move_one(env, round_number):
    return _prepare_move(env, round_number, 1)


def _prepare_move_many(env, round_number):
    return _prepare_move(env, round_number, MANY)


def _prepare_move(env, round_number, count):
    first, second = env["crm.stage"].search([], limit=2)
    domain = [("stage_id", "=", first.id), ("won_status", "=", "pending")]
    domain += [("user_id", "=", env.uid), ("type", "=", "opportunity")]
    domain += [("expected_revenue", ">", 0), ("email_from", "!=", False)]
    deals = env["crm.lead"].search(
        domain, order="id", limit=count, offset=(round_number + 3) * count % 300
    )
    if len(deals) != count:
        raise SystemExit(f"There are only {len(deals)} deals to move.")
    return lambda: deals.write({"stage_id": second.id})


def _prepare_kanban(env, _round_number):
    stage = env["crm.stage"].search([], limit=1).id
    domain = [("type", "=", "opportunity"), ("stage_id", "=", stage)]
    specification = views.get_specification(env, views.KANBAN)
    return lambda: env["crm.lead"].web_search_read(domain, specification, limit=CARDS)


def _prepare_form(env, round_number):
    stage = env["crm.stage"].search([], limit=1).id
    domain = [("type", "=", "opportunity"), ("stage_id", "=", stage)]
    lead = env["crm.lead"].search(domain, order="id", limit=1, offset=round_number + 3)
    specification = views.get_specification(env, "crm.crm_lead_view_form")

    def open_form():
        lead.web_read(specification)
        if hasattr(lead, "get_gate_panel"):  # what the form asks for besides
            lead.get_gate_panel()
            lead.get_icp_card()

    return open_form


OPERATIONS = (
    Operation("move 1 deal across the gate", _prepare_move_one, 60, 3),
    Operation("move 100 deals across the gate", _prepare_move_many, 20, 2),
    Operation("read 80 cards of a kanban column", _prepare_kanban, 80, 3),
    Operation("open the form of a deal", _prepare_form, 60, 3),
)
