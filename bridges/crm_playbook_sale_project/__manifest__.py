{
    "name": "CRM Playbook: Sold Projects",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "The project that an order has made is the project of the handover",
    "author": "CRM Playbook contributors",
    "license": "LGPL-3",
    "depends": ["crm_playbook", "sale_crm", "sale_project"],
    "auto_install": True,
}
