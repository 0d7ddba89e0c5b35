"""External ids of views follow one rule: that of the view they extend, with the name of the room.

What refers to a view goes on, because the view stays and its external id changes.
"""

RENAMED = {
    "crm_case_kanban_view_leads": "crm_case_kanban_view_leads_icp",
    "crm_case_tree_view_leads": "crm_case_tree_view_leads_icp",
    "crm_case_tree_view_oppor": "crm_case_tree_view_oppor_icp",
    "crm_handover_view_form_delivery": "crm_handover_view_form_handover_delivery",
    "crm_lead_view_form": "crm_lead_view_form_icp",
    "crm_lead_view_form_delivery": "crm_lead_view_form_handover_delivery",
    "crm_lead_view_list_icp": "crm_case_tree_view_oppor_icp_score",
    "crm_stage_form": "crm_stage_form_gate",
    "crm_team_view_form": "crm_team_view_form_gate",
    "res_users_view_form_preferences_review": "view_users_form_simple_modif_review",
    "view_crm_case_leads_filter": "view_crm_case_leads_filter_icp",
    "view_crm_case_opportunities_filter": "view_crm_case_opportunities_filter_icp",
    "view_partner_form": "view_partner_form_icp",
}


def migrate(cr, version):
    for old, new in RENAMED.items():
        cr.execute(
            """UPDATE ir_model_data SET name = %s
                WHERE module = 'crm_playbook' AND model = 'ir.ui.view' AND name = %s""",
            [new, old],
        )
