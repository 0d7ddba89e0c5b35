from . import base, crm_condition_mixin, crm_lead, crm_stage, mail_activity, res_users
