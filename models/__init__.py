from . import gate, icp, res_config_settings, stakeholder
