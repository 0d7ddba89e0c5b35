from . import score

# isort: split
from . import card, firmographics, packet
