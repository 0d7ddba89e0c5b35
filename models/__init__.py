# First what the rooms add to: badges in the views of deals, signals and facts of reviews.
from . import crm_lead, review

# isort: split
from . import coaching, gate, handover, icp, res_config_settings, stakeholder
