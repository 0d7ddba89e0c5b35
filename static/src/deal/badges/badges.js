import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { SEVERITIES } from "@crm_playbook/deal/deal_facts/deal_facts";

import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";

const MOST_PILLS = 3;
const WRONG = ["danger", "warning"];
// Long enough to cross a card, or the gap to the popover, on the way to something else.
const LINGER = 300;

/** What all rooms say of a deal in words, the worst first. */
class DealBadgeWords extends Component {
    static template = "crm_playbook.DealBadgeWords";
    static props = {
        badges: Array,
        explain: Function,
        onEnter: Function,
        onLeave: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        this.state = useState({ sentences: {} });
        this.props.explain(this.state.sentences);
    }

    getLines({ code, title }) {
        const [first, ...more] = [...title.split("\n"), ...(this.state.sentences[code] || [])];
        return { first, more };
    }

    getSeverity({ level }) {
        return SEVERITIES[level] || SEVERITIES.neutral;
    }
}

/**
 * The tier of a deal and whatever is wrong with it as pills; all of it in words when somebody
 * points at them, taps them or presses Enter on them. The server says what, and in which order.
 */
export class DealBadgesField extends Component {
    static template = "crm_playbook.DealBadgesField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.rootRef = useRef("root");
        this.state = useState({ isOpen: false, isPinned: false });
        this.popover = usePopover(DealBadgeWords, {
            popoverClass: "o_deal_badge_popover",
            role: "tooltip",
            setActiveElement: false, // whoever types goes on typing
            position: "bottom-start",
            onClose: () => Object.assign(this.state, { isOpen: false, isPinned: false }),
        });
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get badges() {
        return this.props.record.data[this.props.name] || [];
    }

    get pills() {
        const shown = this.badges.filter(({ first, level }) => first || WRONG.includes(level));
        // Where nothing is wrong there is still something to point at.
        return shown.length ? shown.slice(0, MOST_PILLS) : this.badges.slice(0, 1);
    }

    get rest() {
        return this.badges.length - this.pills.length;
    }

    /** Whoever hears the page hears what others see by pointing. */
    get label() {
        return this.badges.map(({ title }) => title.replaceAll("\n", ", ")).join("; ");
    }

    onClick() {
        clearTimeout(this.timer);
        if (this.state.isOpen && this.state.isPinned) {
            this.popover.close();
            return;
        }
        this.open();
        this.state.isPinned = true;
    }

    /** Cards and rows take these keys for themselves. */
    onKeydown(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.stopPropagation();
        }
    }

    onEnter({ pointerType }) {
        clearTimeout(this.timer);
        if (pointerType === "mouse") {
            this.timer = setTimeout(() => this.open(), LINGER);
        }
    }

    onLeave() {
        clearTimeout(this.timer);
        if (!this.state.isPinned) {
            this.timer = setTimeout(() => this.popover.close(), LINGER);
        }
    }

    open() {
        if (this.state.isOpen || !this.rootRef.el) {
            return;
        }
        this.popover.open(this.rootRef.el, {
            badges: this.badges,
            explain: (sentences) => this.explain(sentences),
            onEnter: () => clearTimeout(this.timer),
            onLeave: () => this.onLeave(),
        });
        this.state.isOpen = true;
    }

    /** Why something is as it is is asked for when somebody looks: cards are many, looks few. */
    explain(sentences) {
        const { resId, resModel } = this.props.record;
        for (const { code, explain } of this.badges.filter((badge) => badge.explain)) {
            this.orm.silent.call(resModel, explain, [resId]).then(
                (lines) => (sentences[code] = lines),
                () => {} // what is known already stays
            );
        }
    }
}

export const dealBadgesField = {
    component: DealBadgesField,
    displayName: _t("Playbook Badges"),
    supportedTypes: ["json"],
    isEmpty: ({ data }, name) => !data[name]?.length,
};

registry.category("fields").add("deal_badges", dealBadgesField);
