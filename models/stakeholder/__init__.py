from . import (
    crm_lead,
    crm_stage_criterion,
    crm_stakeholder,
    crm_stakeholder_engagement,
    crm_stakeholder_judgement,
    crm_stakeholder_map,
    crm_stakeholder_requirement,
    crm_stakeholder_role,
    crm_team,
    res_partner,
)
