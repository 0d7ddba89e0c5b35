from . import crm_condition_mixin
