from . import (
    crm_handover_kickoff,
    crm_handover_return_wizard,
    crm_handover_wizard,
    crm_handover_wizard_preview,
    crm_handover_wizard_role,
)
