from . import waiver

# isort: split
from . import expiry, request, answer, change
