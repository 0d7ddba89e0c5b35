from . import waiver

# isort: split
from . import answer, change, expiry, request
