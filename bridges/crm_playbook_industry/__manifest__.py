{
    "name": "CRM Playbook: Industries",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "The industry of a lead is the one of OCA's crm_industry",
    "author": "CRM Playbook contributors",
    "license": "AGPL-3",
    "depends": ["crm_playbook", "crm_industry"],
    "data": ["views/crm_lead_views.xml"],
    "auto_install": True,
}
