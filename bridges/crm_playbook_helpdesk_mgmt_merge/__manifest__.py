{
    "name": "CRM Playbook: Helpdesk Merge",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Merged tickets of OCA's helpdesk keep their handovers",
    "author": "CRM Playbook contributors",
    "license": "AGPL-3",
    "depends": ["crm_playbook_helpdesk_mgmt", "helpdesk_mgmt_merge"],
    "data": ["wizards/helpdesk_ticket_merge_views.xml"],
    "auto_install": True,
}
