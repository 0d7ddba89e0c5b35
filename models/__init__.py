from . import review  # first: the other rooms add signals and facts to it

# isort: split
from . import coaching, gate, handover, icp, res_config_settings, stakeholder
