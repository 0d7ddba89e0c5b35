from . import crm_playbook_overview
