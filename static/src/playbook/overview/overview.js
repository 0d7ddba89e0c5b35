import { router } from "@web/core/browser/router";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { OverviewTile } from "@crm_playbook/playbook/overview/overview_tile";
import { SetUp } from "@crm_playbook/playbook/overview/set_up/set_up";

import { Component, onWillStart, useState } from "@odoo/owl";

const MODEL = "crm.playbook.overview";

/** The page where all rooms add up. Team and period stay in the address. */
export class Overview extends Component {
    static template = "crm_playbook.Overview";
    static components = { Layout, OverviewTile, SetUp };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        const { team_id: teamId, period } = router.current;
        this.state = useState({
            choices: null,
            tiles: [],
            teamId: Number(teamId) || false,
            period: period || false,
            ...this.props.state, // of a page that somebody comes back to
        });
        useSetupAction({
            getLocalState: () => ({ teamId: this.state.teamId, period: this.state.period }),
        });
        onWillStart(async () => {
            this.state.choices = await this.orm.call(MODEL, "get_choices", []);
            this.keepPossible();
            if (!this.choices.is_empty) {
                await this.load();
            }
        });
    }

    get choices() {
        return this.state.choices;
    }

    get today() {
        return this.state.tiles.filter(({ section }) => section === "today");
    }

    get sales() {
        return this.state.tiles.filter(({ section }) => section === "sales");
    }

    get days() {
        return this.choices.periods.find(({ code }) => code === this.state.period).days;
    }

    /** What an old or a typed address asks for may not be there. */
    keepPossible() {
        const { teams, periods, period } = this.choices;
        if (!teams.some(({ id }) => id === this.state.teamId)) {
            this.state.teamId = false;
        }
        if (!periods.some(({ code }) => code === this.state.period)) {
            this.state.period = period;
        }
    }

    async load() {
        const { teamId, period } = this.state;
        const tiles = await this.orm.call(MODEL, "get_overview", [], {
            team_id: teamId || null,
            period,
        });
        this.state.tiles = Object.entries(tiles).map(([code, tile]) => ({ code, ...tile }));
        this.props.updateActionState({ team_id: teamId || undefined, period });
    }

    onTeam(ev) {
        this.state.teamId = Number(ev.target.value) || false;
        return this.load();
    }

    onPeriod(ev) {
        this.state.period = ev.target.value;
        return this.load();
    }

    /** Do at once what a line offers; what waits then is another thing. */
    async act({ model, ids, method, kwargs }) {
        await this.orm.call(model, method, [ids], kwargs);
        await this.load();
    }

    open(action) {
        return this.action.doAction(action);
    }
}

registry.category("lazy_components").add("crm_playbook.Overview", Overview);
