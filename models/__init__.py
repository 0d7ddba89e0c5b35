# First what the rooms add to: work of jobs, badges in the views of deals, signals and facts of
# reviews.
from . import crm_lead, deal, review

# isort: split
from . import coaching, gate, handover, icp, res_config_settings, stakeholder
