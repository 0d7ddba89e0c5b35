import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { makeLazy } from "@crm_playbook/deal/lazy/lazy";

registry.category("actions").add(
    "crm_playbook.overview",
    makeLazy("crm_playbook.assets_overview", "crm_playbook.Overview", {
        ...standardActionServiceProps,
    })
);
