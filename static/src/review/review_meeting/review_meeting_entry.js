import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { makeLazy } from "@crm_playbook/deal/lazy/lazy";

registry.category("actions").add(
    "crm_playbook.review_meeting",
    makeLazy("crm_playbook.assets_meeting", "crm_playbook.ReviewMeeting", {
        ...standardActionServiceProps,
    })
);
