from . import (
    crm_buying_trigger,
    crm_icp_criterion,
    crm_icp_profile,
    crm_icp_rescoring,
    crm_icp_score,
    crm_icp_scorer,
    crm_lead,
    crm_lead_firmographics,
    crm_use_case,
    ir_model_fields,
    res_partner,
)
