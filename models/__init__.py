from . import icp, res_config_settings
