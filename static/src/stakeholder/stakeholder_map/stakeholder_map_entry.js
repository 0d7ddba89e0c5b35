import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { makeLazy } from "@crm_playbook/deal/lazy/lazy";

registry.category("view_widgets").add("stakeholder_map", {
    component: makeLazy("crm_playbook.assets_map", "crm_playbook.StakeholderMap", {
        ...standardWidgetProps,
    }),
    fieldDependencies: [{ name: "stakeholder_revision", type: "char" }],
});
