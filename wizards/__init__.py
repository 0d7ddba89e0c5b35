from . import (
    crm_coaching_answer,
    crm_coaching_exception,
    crm_coaching_succession,
    crm_handover_kickoff,
    crm_handover_return_wizard,
    crm_handover_wizard,
    crm_handover_wizard_preview,
    crm_handover_wizard_role,
    crm_icp_simulation,
    crm_icp_simulation_lead,
    crm_stage_trial,
    crm_stage_trial_lead,
)
