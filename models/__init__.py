# First what the rooms stand on and add to: the passage of a change, conditions, what may be
# pointed at, work of jobs, badges in the views of deals, signals and facts of reviews.
from . import crm_lead, deal, review

# isort: split
from . import coaching, gate, handover, icp, res_config_settings, stakeholder
