import { Component, onWillStart, useState } from "@odoo/owl";

/** Who is around this deal and not on its map yet: each is one click away. */
export class StakeholderSuggestions extends Component {
    static template = "crm_playbook.StakeholderSuggestions";
    static props = { model: Object, onNew: Function, onClose: Function };

    setup() {
        this.state = useState({ people: [], lastDeal: false, isRunning: false });
        onWillStart(() => this.load());
    }

    async load() {
        const { model } = this.props;
        const [people, lastDeal] = await Promise.all([model.getSuggestions(), model.getLastDeal()]);
        Object.assign(this.state, { people, lastDeal });
    }

    getDetails({ function: work, email }) {
        return [work, email].filter(Boolean).join(" · ");
    }

    /** Do one thing at a time: who clicks twice adds nobody twice. */
    async run(action) {
        if (this.state.isRunning) {
            return;
        }
        this.state.isRunning = true;
        try {
            await action();
            await this.load();
        } finally {
            this.state.isRunning = false;
        }
    }

    add(person) {
        return this.run(() => this.props.model.add([person.partner_id]));
    }

    addAll() {
        return this.run(() => this.props.model.add(this.state.people.map((p) => p.partner_id)));
    }

    takeOver() {
        return this.run(() => this.props.model.takeOver());
    }
}
