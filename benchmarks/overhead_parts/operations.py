"""The operations that are compared, each a function ``prepare(env, round_number)`` that
returns what to run; only the run is timed."""

from collections import namedtuple

from common import views

# ``warm_up`` rounds are not counted: they fill the caches that a running server has filled.
Operation = namedtuple("Operation", "label prepare rounds warm_up")
MANY = 1000
CARDS = 80
IMPORTED = ("name", "contact_name", "email_from", "phone", "city", "country_id/.id")
IMPORTED += ("expected_revenue", "tag_ids/.id", "user_id/.id")


def _prepare_create_one(env, _round_number):
    vals = _make_vals(env, 1)
    return lambda: env["crm.lead"].create(vals)


def _prepare_create_many(env, _round_number):
    vals = _make_vals(env, MANY)
    return lambda: env["crm.lead"].create(vals)


def _make_vals(env, count):
    customers = _get_customers(env, count)
    tags = _get_tags(env)
    return [
        {
            "name": f"Enquiry {number}",
            "type": "opportunity",
            "partner_id": customers[number % len(customers)],
            "expected_revenue": 100 * number,
            "tag_ids": [(6, 0, tags[number % 3 : number % 3 + 2])],
        }
        for number in range(count)
    ]


def _get_customers(env, count):
    return env["res.partner"].search([("name", "like", "Bench Customer")], limit=count).ids


def _get_tags(env):
    return env["crm.tag"].search([("name", "like", "Bench")], order="id").ids


def _prepare_write_unrelated(env, round_number):
    lead = _get_lead(env, round_number)
    return lambda: lead.write({"city": "Namur", "priority": "2"})


def _prepare_write_related(env, round_number):
    lead = _get_lead(env, round_number)
    return lambda: lead.write({"expected_revenue": lead.expected_revenue + 50_000})


def _prepare_write_many(env, round_number):
    own = [("user_id", "=", env.uid), ("won_status", "=", "pending")]
    many = env["crm.lead"].search(own, limit=CARDS, offset=CARDS * (round_number + 3))
    return lambda: many.write({"expected_revenue": 1})


def _get_lead(env, round_number):
    """Return another lead of the user in every round."""
    own = [("user_id", "=", env.uid), ("won_status", "=", "pending")]
    return env["crm.lead"].search(own, order="id", limit=1, offset=round_number + 3)


def _prepare_load(env, _round_number):
    country, tags = env.ref("base.be").id, _get_tags(env)
    rows = [
        [
            f"Imported {number}",
            f"Person {number}",
            f"person{number}@import.example",
            f"+32 475 {number:06}",
            "Namur",
            str(country),
            str(number * 10),
            str(tags[number % 3]),
            str(env.uid),
        ]
        for number in range(MANY)
    ]

    def run():
        result = env["crm.lead"].load(list(IMPORTED), rows)
        if not result["ids"]:
            raise SystemExit(f"The import failed: {result['messages'][:3]}")

    return run


def _prepare_kanban(env, _round_number):
    """Read 80 cards of one column."""
    stage = env["crm.stage"].search([], limit=1).id
    domain = [*_get_pipeline(), ("stage_id", "=", stage)]
    specification = views.get_specification(env, views.KANBAN)
    return lambda: env["crm.lead"].web_search_read(domain, specification, limit=CARDS)


def _prepare_grouped(env, _round_number):
    aggregates = views.get_aggregates(env, views.KANBAN)
    return lambda: _read_group(env, aggregates)


def _prepare_grouped_list(env, _round_number):
    aggregates = views.get_aggregates(env, views.LIST)
    return lambda: _read_group(env, aggregates)


def _prepare_open_kanban(env, _round_number):
    """Read all columns and the first cards of each, as the kanban view does."""
    aggregates = views.get_aggregates(env, views.KANBAN)
    options = {
        "auto_unfold": True,
        "unfold_read_specification": views.get_specification(env, views.KANBAN),
        "unfold_read_default_limit": CARDS,
    }
    return lambda: _read_group(env, aggregates, **options)


def _prepare_list(env, _round_number):
    specification = views.get_specification(env, views.LIST)
    return lambda: env["crm.lead"].web_search_read(_get_pipeline(), specification, limit=CARDS)


def _read_group(env, aggregates, **options):
    pipeline = env["crm.lead"].with_context(read_group_expand=True)
    return pipeline.web_read_group(_get_pipeline(), ["stage_id"], aggregates, **options)


def _get_pipeline():
    return [("type", "=", "opportunity")]


OPERATIONS = (
    Operation("create 1 lead", _prepare_create_one, 60, 3),
    Operation("create 1,000 leads", _prepare_create_many, 3, 0),
    Operation("write 1 lead, no criterion looks at it", _prepare_write_unrelated, 60, 3),
    Operation("write 1 lead, a criterion looks at it", _prepare_write_related, 60, 3),
    Operation("write 80 leads, a criterion looks at them", _prepare_write_many, 20, 3),
    Operation("import 1,000 leads (`load`)", _prepare_load, 3, 0),
    Operation("read 80 cards of a kanban column", _prepare_kanban, 80, 3),
    Operation("read 80 rows of the list", _prepare_list, 80, 3),
    Operation("group by stage, for the kanban view", _prepare_grouped, 40, 3),
    Operation("group by stage and read 80 cards each", _prepare_open_kanban, 40, 3),
    Operation("group by stage, for the list view", _prepare_grouped_list, 40, 3),
)
