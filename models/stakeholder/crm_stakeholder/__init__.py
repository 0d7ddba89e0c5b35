from . import stakeholder

# isort: split
from . import card, contact, engagement, judging, lifecycle, merge, owner, relation
