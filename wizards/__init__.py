from . import (
    crm_icp_simulation,
    crm_icp_simulation_lead,
    crm_stage_trial,
    crm_stage_trial_lead,
)
