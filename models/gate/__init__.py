from . import (
    crm_lead,
    crm_lead_evidence,
    crm_lead_gate,
    crm_stage,
    crm_stage_criterion,
    crm_stage_criterion_kind,
    crm_stage_move,
    crm_stage_move_backfill,
    crm_stage_move_report,
    crm_stage_waiver,
    crm_team,
)
from . import crm_lead_age  # extends crm.stage.move, so it comes after it
