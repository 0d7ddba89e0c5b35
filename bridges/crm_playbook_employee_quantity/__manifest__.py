{
    "name": "CRM Playbook: Employee Quantity",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "The employees of a customer are those of OCA's partner_employee_quantity",
    "author": "CRM Playbook contributors",
    "license": "AGPL-3",
    "depends": ["crm_playbook", "partner_employee_quantity"],
    "data": ["views/res_partner_views.xml"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
}
