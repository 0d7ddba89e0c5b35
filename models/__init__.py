from . import coaching, gate, icp, res_config_settings, stakeholder
