from . import (
    crm_icp_simulation,
    crm_icp_simulation_lead,
)
