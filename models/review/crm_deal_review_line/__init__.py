from . import line

# isort: split
from . import card, decision
