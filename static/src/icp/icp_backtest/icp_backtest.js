import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

import { getBucketLabel } from "@crm_playbook/icp/icp_pill/icp_pill";
import { formatInterval, formatLift, formatShare, TOO_FEW } from "@crm_playbook/icp/icp_shares";
import { IcpWinRateChart } from "@crm_playbook/icp/icp_win_rate_chart/icp_win_rate_chart";

import { Component } from "@odoo/owl";

const OTHERS = ["unknown", "disqualified"];

/** What a profile would have said about closed deals, and what was left out of it. */
export class IcpBacktest extends Component {
    static template = "crm_playbook.IcpBacktest";
    static components = { IcpWinRateChart };
    static props = { backtest: Object };

    setup() {
        Object.assign(this, { formatInteger, formatInterval, formatLift, formatShare });
        this.getBucketLabel = getBucketLabel;
        this.tooFew = TOO_FEW;
    }

    get baseRate() {
        const { won, total } = this.props.backtest;
        return won / total;
    }

    get tiers() {
        return this.props.backtest.tiers.filter((row) => row.n || !OTHERS.includes(row.key));
    }

    get summary() {
        const { total, won } = this.props.backtest;
        return _t("%(total)s deals, %(won)s of them won: %(rate)s.", {
            total: formatInteger(total),
            won: formatInteger(won),
            rate: formatShare(this.baseRate),
        });
    }

    get emptySentence() {
        const { tiers, changed_later: changed, months } = this.props.backtest;
        if (!tiers.length) {
            return _t("None of the criteria that give points can be judged on closed deals.");
        }
        return changed
            ? _t("No deal of the last %s months can be counted.", months)
            : _t(
                  "No deal was closed in the last %s months, so there is nothing to compare with.",
                  months
              );
    }

    get tooFewSentence() {
        const { min_deals: minimum } = this.props.backtest;
        return _t("Fewer than %s deals are too few to say anything.", minimum);
    }

    get leftOut() {
        const { left_out: criteria, changed_later: changed } = this.props.backtest;
        const sentences = criteria.map(({ name, reason }) =>
            reason === "outcome"
                ? _t(
                      "“%s” looks at the result of the deal, which nobody knew before it closed.",
                      name
                  )
                : _t("“%s” looks at today's date, not at the day on which a deal closed.", name)
        );
        if (changed) {
            sentences.push(
                _t(
                    "Deals on which something that a criterion looks at was changed after they closed: %s.",
                    formatInteger(changed)
                )
            );
        }
        return sentences;
    }
}
