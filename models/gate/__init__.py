from . import (
    crm_deal_fact,
    crm_deal_signal,
    crm_lead,
    crm_lead_evidence,
    crm_playbook_overview,
    crm_stage,
    crm_stage_benchmark,
    crm_stage_criterion,
    crm_stage_move,
    crm_stage_waiver,
    crm_team,
    res_config_settings,
)
