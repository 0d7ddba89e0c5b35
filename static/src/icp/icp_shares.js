import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { formatPercentage } from "@web/views/fields/formatters";

export const TOO_FEW = _t("too few to say");

export function formatShare(share) {
    return formatPercentage(share, { digits: [16, 0] });
}

export function formatInterval({ low, high }) {
    return _t("%(low)s to %(high)s", { low: formatShare(low), high: formatShare(high) });
}

export function formatLift(lift) {
    return lift === false ? "–" : `${formatFloat(lift, { digits: [16, 1] })}×`;
}
