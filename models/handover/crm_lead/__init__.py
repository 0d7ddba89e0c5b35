from . import columns

# isort: split
from . import delivery, follow, merge, waiting
