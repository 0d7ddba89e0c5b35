import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const LEVELS = [1, 2, 3, 4, 5];

/** Five dots to choose a level by; each says what it looks like (`level_texts` of the record). */
export class CoachingLevelField extends Component {
    static template = "crm_playbook.CoachingLevelField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get levels() {
        const texts = this.props.record.data.level_texts || [];
        return LEVELS.map((level) => ({
            level,
            reached: level <= this.value,
            label: texts[level - 1] ? `${level}: ${texts[level - 1]}` : `${level}`,
        }));
    }

    get text() {
        return this.value ? this.levels[this.value - 1].label : _t("Not rated");
    }

    async onClick(level) {
        const value = level === this.value ? 0 : level;
        await this.props.record.update({ [this.props.name]: value });
    }
}

export const coachingLevelField = {
    component: CoachingLevelField,
    displayName: _t("Level of a Skill"),
    supportedTypes: ["integer"],
    fieldDependencies: [{ name: "level_texts", type: "json", readonly: true }],
};

registry.category("fields").add("coaching_level", coachingLevelField);
