"""How many records a benchmark works on."""

from collections import namedtuple

# ``leads`` is where passes are compared, ``scale`` the growing numbers, ``leads`` among them.
Sizes = namedtuple("Sizes", "customers leads scale")
FULL = Sizes(20_000, 200_000, (50_000, 200_000, 1_000_000))
QUICK = Sizes(2_000, 20_000, (5_000, 20_000, 40_000))
