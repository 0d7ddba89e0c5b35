"""Wilson score interval: how far a share seen in few cases can be trusted.

Source of the formula: E. B. Wilson, "Probable inference, the law of succession,
and statistical inference", Journal of the American Statistical Association 22 (1927).
"""

from math import sqrt

Z_95_PERCENT = 1.959963984540054  # two-sided 95 % quantile of the standard normal


def wilson_interval(successes, total, z=Z_95_PERCENT):
    """Return the interval that holds the true share with the confidence of ``z``.

    :param int successes: cases in which it happened, 0 <= successes <= total
    :param int total: cases seen
    :return: ``(low, high)``, both from 0.0 to 1.0; ``(0.0, 1.0)`` when nothing was seen

    >>> wilson_interval(0, 0)
    (0.0, 1.0)
    >>> [round(x, 4) for x in wilson_interval(8, 10)]
    [0.4902, 0.9433]
    """
    if not total:
        return (0.0, 1.0)
    share = successes / total
    spread = z * z / total
    centre = share + spread / 2
    margin = z * sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = (centre - margin) / (1 + spread), (centre + margin) / (1 + spread)
    # By its formula the interval holds the share; rounding may put 0 or 1 just outside.
    return (max(0.0, min(low, share)), min(1.0, max(high, share)))
