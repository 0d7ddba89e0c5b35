from . import version

# isort: split
from . import forgetting
