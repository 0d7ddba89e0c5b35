import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";

import { Component, onWillStart, useState } from "@odoo/owl";

/** Figures of a team and a quarter, where there are enough people in them. */
export class CoachingTeam extends Component {
    static template = "crm_playbook.CoachingTeam";
    static props = { teams: Array };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ teamId: this.props.teams[0].id, figures: null });
        onWillStart(() => this.load());
    }

    get tooFew() {
        return _t(
            "There are no figures: they are given for groups of at least %s people, and for nobody who could work out one person from them.",
            this.state.figures.min_people
        );
    }

    get isEmpty() {
        const { skills, missed } = this.state.figures;
        return !skills.length && !missed.length;
    }

    format(value) {
        return formatFloat(value, { digits: [16, 1] });
    }

    async load(quarter) {
        const values = { team_id: this.state.teamId, ...(quarter && { quarter }) };
        this.state.figures = await this.orm.call(
            "crm.coaching.note",
            "get_team_figures",
            [],
            values
        );
    }

    async onTeam(ev) {
        this.state.teamId = Number(ev.target.value);
        await this.load(this.state.figures.quarter);
    }

    async onQuarter(ev) {
        await this.load(ev.target.value);
    }
}
