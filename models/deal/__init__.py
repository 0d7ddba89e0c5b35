from . import crm_condition_mixin, crm_lead, crm_stage
