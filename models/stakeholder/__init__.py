from . import crm_stakeholder_role

# isort: split
# A kind of criterion, which adds where roles are used, comes after it.
from . import (
    base_partner_merge,
    calendar_attendee,
    calendar_event,
    crm_deal_badge,
    crm_deal_fact,
    crm_deal_signal,
    crm_lead,
    crm_playbook_overview,
    crm_playbook_setup,
    crm_stage_criterion,
    crm_stakeholder,
    crm_stakeholder_finding,
    crm_stakeholder_judgement,
    crm_stakeholder_map,
    crm_stakeholder_refresh,
    crm_stakeholder_refresh_fact,
    crm_stakeholder_requirement,
    crm_team,
    ir_model_fields,
    res_config_settings,
    res_partner,
    res_users,
)
