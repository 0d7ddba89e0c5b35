from . import notes

# isort: split
from . import waiting
