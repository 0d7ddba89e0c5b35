import { router } from "@web/core/browser/router";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { makeLazy } from "@crm_playbook/deal/lazy/lazy";

const LazyOverview = makeLazy("crm_playbook.assets_overview", "crm_playbook.Overview", {
    ...standardActionServiceProps,
});

/** Keeps what the address asks for until the page is there to read it. */
class OverviewAction extends LazyOverview {
    setup() {
        const { team_id, period } = router.current;
        this.props.updateActionState({ team_id, period });
        super.setup();
    }
}

const LazySetUp = makeLazy("crm_playbook.assets_overview", "crm_playbook.SetUp", {
    ...standardActionServiceProps,
});

registry.category("actions").add("crm_playbook.overview", OverviewAction);
registry.category("actions").add("crm_playbook.setup", LazySetUp);
