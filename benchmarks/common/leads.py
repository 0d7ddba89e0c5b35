"""Customers and leads in any number, made by the database itself.

Each value is drawn by a hash of the row's number and of a seed of its own, so that the same
number always gives the same lead, on every machine and in every database, whatever columns
an addon adds.
"""

from .databases import sql, vacuum
from .report import say

USERS, TEAMS, TAGS, SOURCES, COUNTRIES = 10, 3, 12, 8, 40
FREE_MAIL = "gmail.com"

# draw: evenly spread in [0, 1). pick: any element, each as often as the others. pick_first: the
# first elements much more often than the last, as a company has a few main countries.
FUNCTIONS = """
    CREATE OR REPLACE FUNCTION bench_draw(row_number int, seed int) RETURNS float8
        IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
            'SELECT (hashint8extended(row_number, seed) & 16777215) / 16777216.0';
    CREATE OR REPLACE FUNCTION bench_pick(choices int[], row_number int, seed int) RETURNS int
        IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
            'SELECT choices[1 + floor(bench_draw(row_number, seed) * cardinality(choices))::int]';
    CREATE OR REPLACE FUNCTION bench_pick_first(choices int[], row_number int, seed int)
        RETURNS int IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
            'SELECT choices[1 + floor(bench_draw(row_number, seed) ^ 3
                                      * cardinality(choices))::int]'
"""

PARTNER_COLUMNS = {
    "name": "'Bench Customer ' || i",
    "complete_name": "'Bench Customer ' || i",
    "commercial_company_name": "'Bench Customer ' || i",
    "is_company": "TRUE",
    "active": "TRUE",
    "type": "'contact'",
    "email": "'office@customer' || i || '.example'",
    "phone": "'+32 2 ' || 1000000 + i",
    "street": "i || ' Example Street'",
    "city": "'City ' || mod(i, 500)",
    "zip": "(1000 + mod(i, 9000))::text",
    "industry_id": "CASE WHEN bench_draw(i, 1) < .7 THEN bench_pick(:industries, i, 2) END",
    "country_id": "bench_pick_first(:countries, i, 3)",
    "create_date": "now()",
    "write_date": "now()",
    "create_uid": "1",
    "write_uid": "1",
    # of the addon, left out where it is not installed
    "employee_count": "CASE WHEN bench_draw(i, 4) < .7 THEN (bench_draw(i, 5) * 1000)::int END",
    "annual_revenue": "CASE WHEN bench_draw(i, 6) < .6 THEN (bench_draw(i, 7) * 1e7)::int END",
}

# Two thirds of the leads are pending, one sixth is won, one sixth lost.
WON, LOST = "status = 'won'", "status = 'lost'"
PROBABILITY = f"CASE WHEN {WON} THEN 100 WHEN {LOST} THEN 0 ELSE round(90 * bench_draw(i, 12)) END"
LEAD_COLUMNS = {
    "name": "'Interest in line ' || mod(i, 900) || CASE WHEN bench_draw(i, 10) < .2 "
    "THEN ' automation' ELSE ' support' END || ' of site ' || i",
    "type": "'opportunity'",
    "active": f"NOT ({LOST})",
    "won_status": "status",
    "stage_id": f"CASE WHEN {WON} THEN :won_stage ELSE bench_pick(:stages, i, 11) END",
    "probability": PROBABILITY,
    "automated_probability": PROBABILITY,
    "team_id": "bench_pick(:teams, i, 13)",
    "user_id": "bench_pick(:users, i, 14)",
    "company_id": ":company",
    "partner_id": "partner.id",
    "partner_name": "'Bench Customer ' || customer",
    "contact_name": "'Contact ' || i",
    "email_from": "'contact' || i || '@' || domain",
    "email_normalized": "'contact' || i || '@' || domain",
    "email_domain_criterion": "'@' || domain",
    "email_state": "CASE WHEN bench_draw(i, 15) < .9 THEN 'correct' ELSE 'incorrect' END",
    "phone": "'+32 475 ' || 100000 + mod(i, 900000)",
    "phone_sanitized": "'+32475' || 100000 + mod(i, 900000)",
    "phone_state": "CASE WHEN bench_draw(i, 16) < .8 THEN 'correct' ELSE 'incorrect' END",
    "street": "mod(i, 300) || ' Example Street'",
    "city": "'City ' || mod(i, 500)",
    "zip": "(1000 + mod(i, 9000))::text",
    "country_id": "COALESCE(partner.country_id, bench_pick_first(:countries, i, 17))",
    "lang_id": ":language",
    "source_id": "CASE WHEN bench_draw(i, 18) < .7 THEN bench_pick(:sources, i, 19) END",
    "description": "'<p>' || repeat('They asked about delivery, price and support. ', "
    "1 + (8 * bench_draw(i, 20))::int) || '</p>'",
    "priority": "bench_pick('{0,0,1,2,3}', i, 21)::text",
    "expected_revenue": "round(1e5 * bench_draw(i, 22))",
    "prorated_revenue": f"round(1e3 * bench_draw(i, 22) * ({PROBABILITY}))",
    "lost_reason_id": f"CASE WHEN {LOST} THEN bench_pick(:lost_reasons, i, 23) END",
    "create_date": "created",
    "write_date": "created",
    "create_uid": "1",
    "write_uid": "1",
    "date_open": "created",
    "date_conversion": "created",
    "date_last_stage_update": "created",
    "date_closed": "CASE WHEN status <> 'pending' THEN created + interval '30 days' END",
    "day_close": "CASE WHEN status <> 'pending' THEN 30 END",
    "day_open": "0",
    "color": "0",
    # of the addon, left out where it is not installed
    "industry_id": "CASE WHEN bench_draw(i, 24) < .7 THEN partner.industry_id END",
    "employee_count": "CASE WHEN bench_draw(i, 25) < .7 THEN (bench_draw(i, 26) * 1000)::int END",
    "annual_revenue": "CASE WHEN bench_draw(i, 27) < .6 THEN (bench_draw(i, 28) * 1e7)::int END",
}

LEADS = """
    INSERT INTO crm_lead ({columns})
    SELECT {values}
      FROM generate_series(%s, %s) AS i
CROSS JOIN LATERAL (
        SELECT (ARRAY['pending', 'pending', 'pending', 'pending', 'won', 'lost'])
                   [1 + floor(6 * bench_draw(i, 30))::int] AS status,
               1 + floor(bench_draw(i, 31) * :customers)::int AS customer,
               now() - bench_draw(i, 32) * interval '700 days' AS created,
               (ARRAY['gmail.com', 'customer.example', 'site.example'])
                   [1 + floor(3 * bench_draw(i, 33))::int] AS domain
        ) AS drawn
 LEFT JOIN bench_customer AS partner
        ON partner.rank = drawn.customer AND bench_draw(i, 34) < .8
"""
TAG_LINKS = """
    INSERT INTO crm_tag_rel (lead_id, tag_id)
    SELECT lead.id, bench_pick(:tags, lead.id, 40 + round)
      FROM crm_lead AS lead, generate_series(1, 2) AS round
     WHERE lead.id > %s AND bench_draw(lead.id, 50 + round) < .5
        ON CONFLICT DO NOTHING
"""


def prepare(env):
    """Create what leads refer to: salespeople, teams, tags and sources."""
    group = env.ref("sales_team.group_sale_salesman_all_leads")
    numbers = range(1, USERS + 1)
    env["res.users"].with_context(no_reset_password=True, tracking_disable=True).create(
        [
            {"name": f"Bench {n}", "login": f"bench{n}", "group_ids": [(4, group.id)]}
            for n in numbers
        ]
    )
    for model, count in (("crm.team", TEAMS), ("crm.tag", TAGS), ("utm.source", SOURCES)):
        env[model].create([{"name": f"Bench {n}"} for n in range(1, count + 1)])
    env["ir.config_parameter"].set_param("crm.pls_start_date", "2015-01-01")


def add_customers(database, count):
    """Add ``count`` customers, all of them companies."""
    sql(database, FUNCTIONS)
    columns, values = _for_table(database, "res_partner", PARTNER_COLUMNS)
    statement = f"""
        INSERT INTO res_partner (id, commercial_partner_id, {columns})
        SELECT id, id, {values}
          FROM (SELECT i, nextval('res_partner_id_seq') AS id
                  FROM generate_series(1, {count}) AS i) AS numbered
    """
    sql(database, _fill_in(database, statement))
    sql(
        database,
        """CREATE TABLE bench_customer AS
           SELECT row_number() OVER (ORDER BY id)::int AS rank, id, country_id, industry_id
             FROM res_partner WHERE name LIKE 'Bench Customer %'""",
    )
    vacuum(database, "res_partner", "bench_customer")


def add_leads(database, first, last):
    """Add the leads numbered ``first`` to ``last`` with their tags."""
    say(f"Adding leads up to number {last:,} to {database} …")
    [[newest]] = sql(database, "SELECT COALESCE(max(id), 0) FROM crm_lead")
    columns, values = _for_table(database, "crm_lead", LEAD_COLUMNS)
    statement = LEADS.format(columns=columns, values=values)
    sql(database, _fill_in(database, statement), first, last)
    sql(database, _fill_in(database, TAG_LINKS), newest)
    vacuum(database, "crm_lead", "crm_tag_rel")


def _for_table(database, table, expressions):
    """Return the lists of columns and values, without columns that the table lacks."""
    rows = sql(database, "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass", table)
    present = [name for name in expressions if (name,) in rows]
    return ", ".join(present), ", ".join(expressions[name] for name in present)


def _fill_in(database, statement):
    """Replace the placeholders by identifiers of this database."""
    arrays = {
        "industries": "SELECT id FROM res_partner_industry ORDER BY id",
        "countries": f"SELECT id FROM res_country ORDER BY id LIMIT {COUNTRIES}",
        "stages": "SELECT id FROM crm_stage WHERE is_won IS NOT TRUE ORDER BY sequence, id",
        "teams": "SELECT id FROM crm_team WHERE name->>'en_US' LIKE 'Bench %' ORDER BY id",
        "users": "SELECT id FROM res_users WHERE login LIKE 'bench%' ORDER BY id",
        "tags": "SELECT id FROM crm_tag WHERE name->>'en_US' LIKE 'Bench %' ORDER BY id",
        "sources": "SELECT id FROM utm_source WHERE name LIKE 'Bench %' ORDER BY id",
        "lost_reasons": "SELECT id FROM crm_lost_reason ORDER BY id",
    }
    scalars = {
        "won_stage": "SELECT min(id) FROM crm_stage WHERE is_won",
        "company": "SELECT min(id) FROM res_company",
        "language": "SELECT min(id) FROM res_lang WHERE active",
        "customers": "SELECT count(*) FROM bench_customer",
    }
    for name, query in arrays.items():
        if f":{name}" in statement:
            ids = ",".join(str(id_) for [id_] in sql(database, query))
            statement = statement.replace(f":{name}", f"'{{{ids}}}'::int[]")
    for name, query in scalars.items():
        if f":{name}" in statement:
            statement = statement.replace(f":{name}", str(sql(database, query)[0][0]))
    return statement
