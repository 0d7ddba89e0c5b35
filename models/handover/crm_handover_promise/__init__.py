from . import promise

# isort: split
from . import leavers, states, task
