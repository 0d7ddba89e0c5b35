from . import note

# isort: split
from . import activity, figures, growth, leavers, retention, state, succession, switch
