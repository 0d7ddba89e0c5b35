{
    "name": "CRM Playbook",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Ideal-customer scoring that explains itself, on top of Odoo's CRM",
    "author": "CRM Playbook contributors",
    "license": "LGPL-3",
    "depends": ["crm", "project"],
    "data": [
        "security/ir.model.access.csv",
        "security/icp_rules.xml",
        "data/ir_cron.xml",
        "wizards/crm_icp_simulation_views.xml",
        "views/icp/crm_icp_profile_views.xml",
        "views/icp/crm_icp_rescoring_views.xml",
        "views/icp/crm_firmographics_views.xml",
        "views/icp/crm_lead_views.xml",
        "views/icp/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/menus.xml",
    ],
    "demo": [
        "demo/users.xml",
        "demo/icp.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_playbook/static/src/core/**/*",
            "crm_playbook/static/src/icp/**/*",
        ],
        "web.assets_unit_tests": [
            "crm_playbook/static/tests/playbook_test_helpers.js",
            "crm_playbook/static/tests/**/*.test.js",
        ],
        "web.assets_tests": [
            "crm_playbook/static/tests/tours/**/*",
        ],
    },
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
