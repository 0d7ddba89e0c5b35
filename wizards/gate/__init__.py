from . import (
    crm_stage_trial,
    crm_stage_trial_lead,
    crm_stage_trial_stage,
    crm_stage_waiver_answer,
)
