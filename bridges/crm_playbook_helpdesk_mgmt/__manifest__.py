{
    "name": "CRM Playbook: Helpdesk Management",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "summary": "A handover opens a ticket in OCA's helpdesk",
    "author": "CRM Playbook contributors",
    "license": "AGPL-3",
    "depends": ["crm_playbook", "helpdesk_mgmt"],
    "data": [
        "wizards/crm_handover_wizard_views.xml",
        "views/crm_handover_template_views.xml",
        "views/helpdesk_ticket_views.xml",
    ],
    "demo": ["demo/helpdesk.xml"],
    "auto_install": True,
}
