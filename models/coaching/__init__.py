from . import crm_coaching_part

# isort: split
# Models that inherit it come after it.
from . import (
    base,
    crm_coaching_action,
    crm_coaching_gap,
    crm_coaching_note,
    crm_coaching_opening,
    crm_coaching_rating,
    crm_coaching_reply,
    crm_coaching_scorecard,
    crm_coaching_skill,
    crm_coaching_skill_group,
    crm_lead,
    crm_playbook_overview,
    crm_playbook_setup,
    ir_actions_report,
    ir_actions_server,
    ir_model,
    ir_model_fields,
    ir_rule,
    ir_ui_menu,
    mail_activity,
    mail_message,
    res_config_settings,
    res_users,
)
