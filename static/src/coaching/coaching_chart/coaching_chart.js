/* global Chart */
import { loadBundle } from "@web/core/assets";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";

import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";

/** How a skill grew: a line by the coach, a dashed one by the coachee. */
export class CoachingChart extends Component {
    static template = "crm_playbook.CoachingChart";
    static props = { months: Array, coach: Array, own: Array, title: String };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvasRef.el, this.getConfig());
                return () => chart.destroy();
            },
            () => [this.props.months, this.props.coach, this.props.own]
        );
    }

    get isRtl() {
        return localization.direction === "rtl";
    }

    get label() {
        return _t(
            "%s by month. The table beside the chart has the same figures.",
            this.props.title
        );
    }

    getThemeColor(name) {
        return getComputedStyle(this.canvasRef.el).getPropertyValue(`--${name}`).trim();
    }

    getLine(label, data, color, borderDash) {
        return {
            label,
            data,
            borderDash,
            borderColor: color,
            backgroundColor: color,
            spanGaps: true,
            pointRadius: 4,
            tension: 0,
        };
    }

    getConfig() {
        const color = this.getThemeColor("body-color");
        return {
            type: "line",
            data: {
                labels: this.props.months,
                datasets: [
                    this.getLine(_t("Coach"), this.props.coach, this.getThemeColor("primary"), []),
                    this.getLine(_t("Own"), this.props.own, this.getThemeColor("warning"), [6, 4]),
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: { position: "bottom", rtl: this.isRtl, labels: { color } },
                },
                scales: this.getScales(color),
            },
        };
    }

    getScales(color) {
        return {
            x: {
                reverse: this.isRtl,
                ticks: { color, maxRotation: 0 },
                grid: { display: false },
            },
            y: {
                min: 0.5,
                max: 5.5,
                position: this.isRtl ? "right" : "left",
                ticks: {
                    color,
                    stepSize: 1,
                    callback: (value) => (Number.isInteger(value) ? value : ""),
                },
                afterBuildTicks: (axis) => {
                    axis.ticks = [1, 2, 3, 4, 5].map((value) => ({ value }));
                },
                grid: { color: this.getThemeColor("border-color") },
            },
        };
    }
}
