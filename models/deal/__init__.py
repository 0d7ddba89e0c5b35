from . import (
    base,
    crm_condition_mixin,
    crm_deal_fact,
    crm_deal_signal,
    crm_deal_signal_setting,
    crm_lead,
    crm_playbook_job,
    crm_playbook_job_fault,
    crm_playbook_pass,
    crm_stage,
    mail_activity,
    res_users,
)
