from . import waiver

# isort: split
from . import expiry
