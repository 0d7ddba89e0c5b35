from . import crm_playbook_job, crm_playbook_job_fault
