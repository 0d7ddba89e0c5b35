import { registry } from "@web/core/registry";

import { makeLazyDialog } from "@crm_playbook/deal/lazy/lazy";

registry
    .category("error_dialogs")
    .add(
        "odoo.addons.crm_playbook.exceptions.StageGateError",
        makeLazyDialog("crm_playbook.assets_gate", "crm_playbook.StageGateDialog")
    );
