from . import stakeholders

# isort: split
from . import contact, lifecycle
