from . import (
    crm_stage_trial,
    crm_stage_trial_lead,
)
