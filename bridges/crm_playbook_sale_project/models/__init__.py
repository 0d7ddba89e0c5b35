from . import crm_handover
