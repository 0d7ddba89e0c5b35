/* global Chart */
import { loadBundle } from "@web/core/assets";
import { hexToRGBA } from "@web/core/colors/colors";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

import { getBucketLabel } from "@crm_playbook/icp/icp_pill/icp_pill";
import { formatInterval, formatShare, TOO_FEW } from "@crm_playbook/icp/icp_shares";

import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";

const THEME_COLORS = {
    a: "success",
    b: "info",
    c: "warning",
    d: "gray-600",
    unknown: "gray-400",
    disqualified: "danger",
};
const FADED = 0.2;
const SOLID = 0.6;

function inTwoLines(text) {
    const words = text.split(" ");
    const half = Math.ceil(words.length / 2);
    return [words.slice(0, half).join(" "), words.slice(half).join(" ")];
}

/** Win rate per tier: a bar over its 95 % interval, a dot at the rate, a line at the average. */
export class IcpWinRateChart extends Component {
    static template = "crm_playbook.IcpWinRateChart";
    static props = { tiers: Array, baseRate: Number };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(() => {
            const chart = new Chart(this.canvasRef.el, this.getConfig());
            return () => chart.destroy();
        });
    }

    get isRtl() {
        return localization.direction === "rtl";
    }

    getThemeColor(name) {
        return getComputedStyle(this.canvasRef.el).getPropertyValue(`--${name}`).trim();
    }

    getLabel(row) {
        const lines = [getBucketLabel(row.key), _t("n = %s", formatInteger(row.n))];
        return row.enough ? lines : [...lines, ...inTwoLines(TOO_FEW)];
    }

    getConfig() {
        return {
            type: "bar",
            data: {
                labels: this.props.tiers.map((row) => this.getLabel(row)),
                datasets: [this.getBaseLine(), this.getRates(), this.getIntervals()],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: this.getLegend(), tooltip: this.getTooltip() },
                scales: this.getScales(),
            },
        };
    }

    getBaseLine() {
        const color = this.getThemeColor("body-color");
        return {
            type: "line",
            label: _t("All deals: %s", formatShare(this.props.baseRate)),
            data: this.props.tiers.map(() => this.props.baseRate),
            borderColor: color,
            backgroundColor: color,
            borderDash: [6, 4],
            borderWidth: 1.5,
            pointRadius: 0,
            pointHitRadius: 0,
            pointStyle: "line",
        };
    }

    getRates() {
        const color = this.getThemeColor("body-color");
        return {
            type: "line",
            label: _t("Win rate"),
            data: this.props.tiers.map((row) => (row.n ? row.rate : null)),
            showLine: false,
            borderColor: color,
            backgroundColor: this.props.tiers.map((row) =>
                row.enough ? color : this.getThemeColor("body-bg")
            ),
            clip: false,
            pointRadius: 5,
            pointStyle: "circle",
        };
    }

    getIntervals() {
        const colors = this.props.tiers.map((row) => this.getThemeColor(THEME_COLORS[row.key]));
        return {
            label: _t("95% interval"),
            data: this.props.tiers.map((row) => (row.n ? [row.low, row.high] : null)),
            backgroundColor: this.props.tiers.map((row, index) =>
                hexToRGBA(colors[index], row.enough ? SOLID : FADED)
            ),
            borderColor: colors,
            borderWidth: this.props.tiers.map((row) => (row.enough ? 1 : 0)),
            borderSkipped: false,
            maxBarThickness: 48,
            pointStyle: "rect",
        };
    }

    getLegend() {
        return {
            position: "bottom",
            rtl: this.isRtl,
            labels: { usePointStyle: true, color: this.getThemeColor("body-color") },
        };
    }

    getTooltip() {
        const describe = (row) => `${formatShare(row.rate)} (${formatInterval(row)})`;
        return {
            filter: (item) => item.datasetIndex > 0,
            callbacks: { label: (item) => describe(this.props.tiers[item.dataIndex]) },
        };
    }

    getScales() {
        const color = this.getThemeColor("body-color");
        const font = { size: this.env.isSmall ? 9 : 11 };
        return {
            x: {
                reverse: this.isRtl,
                ticks: { color, font, maxRotation: 0, autoSkip: false },
                grid: { display: false },
            },
            y: {
                min: 0,
                max: 1,
                position: this.isRtl ? "right" : "left",
                ticks: { color, callback: formatShare },
                grid: { color: this.getThemeColor("border-color") },
            },
        };
    }
}
