import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, onWillStart, useState } from "@odoo/owl";

const MODEL = "crm.playbook.setup";

/** What there is to do until the first deal shows what the rooms say. */
export class SetUp extends Component {
    static template = "crm_playbook.SetUp";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ steps: [], industries: [], industry: "", maySwitch: false });
        onWillStart(() => this.load());
    }

    get progress() {
        const open = this.state.steps.filter((step) => !step.is_done);
        const numbers = {
            done: this.state.steps.length - open.length,
            steps: this.state.steps.length,
            minutes: open.reduce((sum, step) => sum + step.minutes, 0),
        };
        return open.length
            ? _t(
                  "%(done)s of %(steps)s steps are done; about %(minutes)s minutes are left.",
                  numbers
              )
            : _t("All %(steps)s steps are done.", numbers);
    }

    get drafts() {
        return this.state.steps.reduce((sum, step) => sum + step.drafts, 0);
    }

    getNote({ fact, drafts, is_on: isOn, is_done: isDone, room_name: room, minutes }) {
        const parts = [
            fact,
            drafts && _t("examples not in use: %s", drafts),
            !isOn && _t("%s is off", room),
            !isDone && _t("about %s min", minutes),
        ];
        return parts.filter(Boolean).join(" · ");
    }

    async load() {
        const found = await this.orm.call(MODEL, "get_setup", []);
        this.state.steps = found.steps;
        this.state.industries = found.industries;
        this.state.industry ||= found.industries[0].code;
        this.state.maySwitch = found.may_switch;
    }

    onIndustry(ev) {
        this.state.industry = ev.target.value;
    }

    open(action) {
        return this.action.doAction(action);
    }

    async startExample({ code }) {
        const args = { step: code, industry: this.state.industry };
        this.open(await this.orm.call(MODEL, "start_example", [], args));
    }

    async openDrafts({ code }) {
        this.open(await this.orm.call(MODEL, "open_drafts", [], { step: code }));
    }

    async removeExamples() {
        await this.orm.call(MODEL, "remove_examples", []);
        await this.load();
    }

    async switchOn({ room }) {
        await this.orm.call(MODEL, "switch_on", [], { room });
        // What somebody sees, menus above all, is another thing now.
        this.open({ type: "ir.actions.client", tag: "reload" });
    }
}

/** The same as a page of its own. */
class SetUpAction extends Component {
    static template = "crm_playbook.SetUpAction";
    static components = { Layout, SetUp };
    static props = { ...standardActionServiceProps };

    setup() {
        this.display = { controlPanel: {} };
    }
}

registry.category("lazy_components").add("crm_playbook.SetUp", SetUpAction);
