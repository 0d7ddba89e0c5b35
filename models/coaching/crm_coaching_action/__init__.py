from . import action

# isort: split
from . import absence
