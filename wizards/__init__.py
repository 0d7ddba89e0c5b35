from . import (
    crm_handover_return_wizard,
    crm_icp_simulation,
    crm_icp_simulation_lead,
    crm_stage_trial,
    crm_stage_trial_lead,
)
