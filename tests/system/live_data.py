"""Data as a company has it that used crm for a while, and what became of each row."""

# A change of what a group implies makes Odoo write to the contacts of its users.
CUSTOMERS = {"res_partner": "id NOT IN (SELECT partner_id FROM res_users)"}


def make_customers_with_leads(database, count):
    database.execute(
        """INSERT INTO res_partner (name, active, is_company, email, industry_id, type, color)
           SELECT 'Customer ' || n, n %% 20 > 0, TRUE, 'info@customer' || n || '.example',
                  (SELECT MIN(id) FROM res_partner_industry), 'contact', 0
             FROM generate_series(1, %s) AS n""",
        count,
    )
    database.execute(
        """UPDATE res_partner SET commercial_partner_id = id
            WHERE commercial_partner_id IS NULL"""
    )
    database.execute(
        """INSERT INTO crm_lead (name, type, active, stage_id, team_id, company_id, partner_id,
                                 probability, won_status, expected_revenue, create_date)
           SELECT 'Deal with ' || partner.name, 'opportunity', TRUE, stage.id,
                  (SELECT MIN(id) FROM crm_team), (SELECT MIN(id) FROM res_company),
                  partner.id, CASE WHEN stage.is_won THEN 100 ELSE 20 END,
                  CASE WHEN stage.is_won THEN 'won' ELSE 'pending' END, partner.id * 10,
                  NOW() - partner.id * INTERVAL '1 hour'
             FROM res_partner AS partner
             JOIN (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS n, COUNT(*) OVER () AS total
                     FROM crm_stage) AS stage ON partner.id % stage.total = stage.n - 1
            WHERE partner.name LIKE 'Customer %'"""
    )


def read_versions(database, tables):
    """Return per table where each row is and which transaction wrote it: equal as long as
    nobody rewrites, adds or deletes any."""
    query = "SELECT id, xmin::text, ctid::text FROM {} WHERE {} ORDER BY id"
    return {
        table: database.rows(query.format(table, CUSTOMERS.get(table, "TRUE"))) for table in tables
    }
