{
    "name": "Helpdesk (stub for tests)",
    "version": "19.0.1.0.0",
    "summary": "The public names of Enterprise's helpdesk that a bridge relies on",
    "author": "CRM Playbook contributors",
    "license": "LGPL-3",
    "depends": ["mail", "portal"],
    "data": ["security/groups.xml", "security/ir.model.access.csv", "views/helpdesk_views.xml"],
}
