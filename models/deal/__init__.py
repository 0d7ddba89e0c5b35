from . import (
    base,
    crm_condition_mixin,
    crm_lead,
    crm_playbook_job,
    crm_playbook_job_fault,
    crm_stage,
    mail_activity,
    res_users,
)
