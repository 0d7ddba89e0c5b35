"""The operations that are compared, each a function ``prepare(env, round_number)`` that
returns what to run; only the run is timed."""

from common import views
from overhead_parts.operations import CARDS, Operation

from .people import WITHOUT_PEOPLE


def _prepare_kanban(env, _round_number):
    stage = env["crm.stage"].search([], limit=1).id
    domain = [("type", "=", "opportunity"), ("stage_id", "=", stage)]
    specification = views.get_specification(env, views.KANBAN)
    return lambda: env["crm.lead"].web_search_read(domain, specification, limit=CARDS)


def _prepare_form(env, round_number):
    lead = _get_deal(env, round_number)
    specification = views.get_specification(env, "crm.crm_lead_view_form")
    return lambda: lead.web_read(specification)


def _prepare_message(env, round_number):
    return _post(_get_deal(env, round_number))


def _prepare_message_without_map(env, round_number):
    """On one of the last deals, which have no people."""
    return _post(_get_deal(env, round_number % (WITHOUT_PEOPLE // 3), "id desc"))


def _prepare_edit(env, round_number):
    deal = _get_deal(env, round_number)
    return lambda: deal.write({"expected_revenue": deal.expected_revenue + 1})


def _get_deal(env, round_number, order="id"):
    """Return another deal of the user in every round."""
    own = [("user_id", "=", env.uid), ("won_status", "=", "pending")]
    offset = 0 if order != "id" else round_number + 3
    deals = env["crm.lead"].search(own, order=order, limit=1, offset=offset)
    if not deals:
        raise SystemExit("There are too few deals.")
    return deals


def _post(deal):
    contact = _get_contact(deal)
    return lambda: deal.message_post(
        body="We will look at it.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        partner_ids=contact.ids,
    )


def _get_contact(deal):
    """Return somebody who matters to the deal, or anybody where nobody does."""
    deal.env.cr.execute("SELECT partner_id FROM bench_person WHERE lead_id = %s LIMIT 1", [deal.id])
    row = deal.env.cr.fetchone()
    contacts = deal.env["res.partner"]
    return contacts.browse(row) or contacts.search([("name", "=like", "Bench Person %")], limit=1)


OPERATIONS = (
    Operation("read 80 cards of a kanban column", _prepare_kanban, 80, 3),
    Operation("open the form of a deal", _prepare_form, 60, 3),
    Operation("change the revenue of a deal", _prepare_edit, 60, 3),
    Operation("post a message on a deal without people", _prepare_message_without_map, 60, 3),
    Operation("post a message on a deal with a map", _prepare_message, 60, 3),
)
