from . import crm_playbook_example, crm_playbook_overview, crm_playbook_setup
