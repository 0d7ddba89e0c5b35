import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { IcpBacktest } from "@crm_playbook/icp/icp_backtest/icp_backtest";
import { IcpPipeline } from "@crm_playbook/icp/icp_pipeline/icp_pipeline";

import { Component } from "@odoo/owl";

export class IcpSimulationField extends Component {
    static template = "crm_playbook.IcpSimulationField";
    static components = { IcpBacktest, IcpPipeline };
    static props = { ...standardFieldProps };

    get result() {
        return this.props.record.data[this.props.name];
    }

    get backtestTitle() {
        return _t("Closed deals of the last %s months", this.result.backtest.months);
    }
}

registry.category("lazy_components").add("crm_playbook.IcpSimulationField", IcpSimulationField);
