from . import gate, handover, icp, res_config_settings, stakeholder
