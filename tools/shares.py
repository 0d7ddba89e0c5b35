"""How far shares seen in few cases can be trusted, and whether two of them differ.

Sources of the formulas: E. B. Wilson, "Probable inference, the law of succession, and
statistical inference", Journal of the American Statistical Association 22 (1927), for one share;
R. G. Newcombe, "Interval estimation for the difference between independent proportions",
Statistics in Medicine 17 (1998), method 10, for the difference of two.
"""

from math import sqrt

# Fewer cases than this say too little to draw a conclusion.
MIN_DEALS = 20
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


def compare_shares(one, other):
    """Tell whether one share differs from another, of other cases.

    :param one: ``(successes, total)``; :param other: the same
    :return: 1 where the first is higher in 95 of 100 such samples, -1 where it is lower, 0 where
        the cases do not tell them apart, None where either has fewer than ``MIN_DEALS``

    >>> compare_shares((30, 40), (5, 40))
    1
    >>> compare_shares((20, 40), (22, 40))
    0
    >>> compare_shares((3, 4), (1, 40)) is None
    True
    """
    if min(one[1], other[1]) < MIN_DEALS:
        return None
    low, high = difference_interval(one, other)
    return 1 if low > 0 else -1 if high < 0 else 0


def difference_interval(one, other):
    """Return the 95 % interval ``(low, high)`` of the first share minus the second, -1.0 to 1.0;
    both totals are above 0.

    >>> [round(x, 4) for x in difference_interval((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    (low1, high1), (low2, high2) = wilson_interval(*one), wilson_interval(*other)
    share1, share2 = one[0] / one[1], other[0] / other[1]
    difference = share1 - share2
    below = sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2)
    above = sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2)
    return difference - below, difference + above
