{
    "name": "CRM Playbook: Helpdesk",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "summary": "A handover opens a ticket in Enterprise's helpdesk",
    "author": "CRM Playbook contributors",
    "license": "LGPL-3",
    "depends": ["crm_playbook", "helpdesk"],
    "data": [
        "wizards/crm_handover_wizard_views.xml",
        "views/crm_handover_template_views.xml",
        "views/helpdesk_ticket_views.xml",
    ],
    "auto_install": True,
}
