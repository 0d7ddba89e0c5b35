from . import crm_handover, crm_handover_template, helpdesk_ticket
