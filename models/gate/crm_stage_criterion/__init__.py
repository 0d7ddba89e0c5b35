from . import criterion

# isort: split
from . import condition, kind, terms
