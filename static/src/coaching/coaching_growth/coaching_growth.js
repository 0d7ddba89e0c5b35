import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { CoachingChart } from "@crm_playbook/coaching/coaching_chart/coaching_chart";
import { CoachingTeam } from "@crm_playbook/coaching/coaching_team/coaching_team";
import { averageLines, getLast, getTrend } from "@crm_playbook/coaching/coaching_lines";

import { Component, onWillStart, useState } from "@odoo/owl";

const MODEL = "crm.coaching.note";

/** How somebody's skills grow, as far as the notes tell that the user may read. */
export class CoachingGrowth extends Component {
    static template = "crm_playbook.CoachingGrowth";
    static components = { CoachingChart, CoachingTeam, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.display = { controlPanel: {} };
        this.state = useState({ growth: null, skillId: false, teams: [] });
        onWillStart(async () => {
            const [growth, teams] = await Promise.all([
                this.orm.call(MODEL, "get_growth", []),
                this.orm.call(MODEL, "get_figure_teams", []),
            ]);
            Object.assign(this.state, { growth, teams });
        });
    }

    get growth() {
        return this.state.growth;
    }

    get isEmpty() {
        return !this.growth.people.length;
    }

    get skills() {
        return this.growth.skills.map((skill) => ({
            ...skill,
            coachText: this.format(getLast(skill.coach)),
            ownText: this.format(getLast(skill.own)),
            trend: getTrend(skill.coach),
        }));
    }

    /** The chosen skill, or the average of all. */
    get line() {
        const skill = this.growth.skills.find(({ id }) => id === this.state.skillId);
        return skill || { name: _t("All skills"), ...averageLines(this.growth.skills) };
    }

    get actionCount() {
        const { kept, late, dropped } = this.growth.actions;
        return kept + late + dropped;
    }

    get actionText() {
        const { kept, open } = this.growth.actions;
        const text = _t("%(kept)s of %(count)s kept in time", { kept, count: this.actionCount });
        return open ? _t("%(text)s, %(open)s open", { text, open }) : text;
    }

    get mostMissed() {
        return this.growth.missed[0]?.count || 1;
    }

    format(value) {
        return value === null ? "" : formatFloat(value, { digits: [16, 1] });
    }

    getTrendIcon(trend) {
        if (!trend) {
            return "";
        }
        return trend > 0 ? "fa-arrow-up text-success" : "fa-arrow-down text-danger";
    }

    onSkill(skillId) {
        this.state.skillId = skillId === this.state.skillId ? false : skillId;
    }

    async onPerson(ev) {
        const coachee_id = Number(ev.target.value);
        this.state.growth = await this.orm.call(MODEL, "get_growth", [], { coachee_id });
        this.state.skillId = false;
    }
}

registry.category("lazy_components").add("crm_playbook.CoachingGrowth", CoachingGrowth);
