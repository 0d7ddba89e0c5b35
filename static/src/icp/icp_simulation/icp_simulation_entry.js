import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { makeLazy } from "@crm_playbook/deal/lazy/lazy";

registry.category("fields").add("icp_simulation", {
    component: makeLazy("crm_playbook.assets_simulation", "crm_playbook.IcpSimulationField", {
        ...standardFieldProps,
    }),
    displayName: _t("ICP Simulation"),
    supportedTypes: ["json"],
    additionalClasses: ["w-100"],
});
