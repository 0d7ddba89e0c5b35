import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { StakeholderCanvas } from "@crm_playbook/stakeholder/stakeholder_canvas/stakeholder_canvas";
import { StakeholderList } from "@crm_playbook/stakeholder/stakeholder_list/stakeholder_list";
import { StakeholderModel } from "@crm_playbook/stakeholder/stakeholder_map/stakeholder_model";
import { StakeholderSuggestions } from "@crm_playbook/stakeholder/stakeholder_suggestions/stakeholder_suggestions";
import { HEALTHS } from "@crm_playbook/stakeholder/stakeholder_words";

import { Component, onWillUnmount, useState } from "@odoo/owl";

const SEVERITIES = {
    red: { icon: "fa-times-circle text-danger", word: _t("At risk") },
    amber: { icon: "fa-exclamation-circle text-warning", word: _t("Needs care") },
    doubt: { icon: "fa-question-circle text-warning", word: _t("In doubt") },
};

/** So many remarks are read; the others are one click away. */
const FIRST_REMARKS = 6;

/** The Stakeholders page of a deal: what is wrong, the map, and the same people as a list. */
export class StakeholderMap extends Component {
    static template = "crm_playbook.StakeholderMap";
    static components = { StakeholderCanvas, StakeholderList, StakeholderSuggestions };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({ isAdding: false, withAll: false, highlight: [], said: "" });
        this.open = this.open.bind(this);
        this.judge = this.judge.bind(this);
        this.nudge = this.nudge.bind(this);
        this.undo = this.undo.bind(this);
        this.create = this.create.bind(this);
        this.toggleAdding = this.toggleAdding.bind(this);
        this.endStrokes = () => this.model.endStrokes();
        this.model = useState(this.makeModel(this.props.record.resId));
        useRecordObserver((record) => this.follow(record));
        onWillUnmount(this.endStrokes);
    }

    makeModel(leadId) {
        return new StakeholderModel(this.orm, leadId, () => this.reloadDeal());
    }

    /** Show the map of this deal, of the next one where another is opened, and what saving
     *  changed: roles that a deal needs may hang on any of its fields. */
    async follow(record) {
        const revision = this.getRevision(record);
        const isSame = record.resId === this.model.leadId && this.data;
        if (!record.resId || (isSame && revision === this.revision)) {
            return;
        }
        this.revision = revision;
        await (isSame ? this.model.load() : this.start(record.resId));
    }

    async start(leadId) {
        this.model.endStrokes();
        Object.assign(this.model, { leadId, undoable: [] });
        await this.model.load();
        this.state.highlight = [];
        this.state.isAdding = this.data.can_edit && !this.data.people.length;
    }

    getRevision(record) {
        return record.data.stakeholder_revision || "";
    }

    /** What hangs on the map, like gates, follows it; an edit that is not saved yet stays. */
    async reloadDeal() {
        const { record } = this.props;
        if (record.resId === this.model.leadId && !(await record.isDirty())) {
            await record.load();
            this.revision = this.getRevision(record);
        }
    }

    // --- what is shown -----------------------------------------------------------------

    get data() {
        return this.model.data;
    }

    get health() {
        return HEALTHS[this.data.health];
    }

    get summary() {
        const { engaged_count: engaged, people_count: people } = this.data;
        return _t("%(engaged)s of %(people)s people engaged", { engaged, people });
    }

    /** What is wrong and what is doubtful, the worst first. */
    get remarks() {
        const severities = Object.keys(SEVERITIES);
        const doubts = this.data.doubts.map((doubt) => ({ ...doubt, severity: "doubt" }));
        const known = (remark) => severities.indexOf(remark.severity);
        return [...this.data.findings, ...doubts]
            .filter((remark) => known(remark) >= 0)
            .sort((a, b) => known(a) - known(b))
            .map((remark) => ({ ...remark, ...SEVERITIES[remark.severity] }));
    }

    get shownRemarks() {
        return this.state.withAll ? this.remarks : this.remarks.slice(0, FIRST_REMARKS);
    }

    get moreLabel() {
        return this.state.withAll
            ? _t("Show less")
            : _t("Show %s more", this.remarks.length - FIRST_REMARKS);
    }

    get hasMore() {
        return this.remarks.length > FIRST_REMARKS;
    }

    isMarked({ stakeholder_ids: ids }) {
        return ids.length > 0 && ids.join() === this.state.highlight.join();
    }

    mark(remark) {
        this.state.highlight = this.isMarked(remark) ? [] : [...remark.stakeholder_ids];
    }

    toggleRemarks() {
        this.state.withAll = !this.state.withAll;
    }

    toggleAdding() {
        this.state.isAdding = !this.state.isAdding;
    }

    // --- what can be done --------------------------------------------------------------

    /** Say to a screen reader where somebody stands now. */
    say(id) {
        const person = this.model.getPerson(id);
        const attitudes = Object.fromEntries(this.data.attitudes);
        this.state.said = _t("%(name)s: %(attitude)s, influence %(influence)s", {
            name: person.name,
            attitude: attitudes[person.attitude],
            influence: person.influence,
        });
    }

    judge(id, cell) {
        const judged = this.model.judge(id, cell);
        this.say(id);
        return judged;
    }

    nudge(id, step) {
        this.model.nudge(id, step);
        this.say(id);
    }

    async undo() {
        const person = await this.model.undo();
        if (person) {
            this.say(person.id);
        }
    }

    open(id) {
        this.openDialog({ resId: id, title: this.model.getPerson(id).name });
    }

    create(values) {
        const defaults = Object.entries({ lead_id: this.model.leadId, ...values });
        const context = Object.fromEntries(defaults.map(([k, v]) => [`default_${k}`, v]));
        this.openDialog({ context, title: _t("New person") });
    }

    createFor(role) {
        this.create({ role_ids: [role.id], placeholder_name: role.name });
    }

    openDialog(props) {
        this.model.endStrokes();
        const reload = () => this.model.change(() => {});
        const dialog = { resModel: "crm.stakeholder", preventEdit: !this.data.can_edit, ...props };
        this.dialog.add(FormViewDialog, dialog, { onClose: reload });
    }

    openTree() {
        return this.action.doAction("crm_playbook.crm_stakeholder_action_tree", {
            additionalContext: { active_id: this.model.leadId },
        });
    }
}

registry.category("lazy_components").add("crm_playbook.StakeholderMap", StakeholderMap);
