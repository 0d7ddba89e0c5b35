from . import next_action

# isort: split
from . import merge
