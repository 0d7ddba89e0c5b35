import { Component } from "@odoo/owl";

const ICONS = {
    danger: "fa-exclamation-circle text-danger",
    warning: "fa-exclamation-triangle text-warning",
    success: "fa-check-circle text-success",
};

/** One number with what it is made of and the lines below it; each opens what it names. */
export class OverviewTile extends Component {
    static template = "crm_playbook.OverviewTile";
    static props = { tile: Object, open: Function, act: Function };

    get tile() {
        return this.props.tile;
    }

    getIcon(level) {
        return ICONS[level];
    }
}
