import { makeLazyDialog } from "@crm_playbook/deal/lazy/lazy";

export const LazyGateReasonDialog = makeLazyDialog(
    "crm_playbook.assets_gate",
    "crm_playbook.GateReasonDialog"
);
