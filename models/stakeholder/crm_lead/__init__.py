from . import columns

# isort: split
from . import badge, contact, map, merge, packet, suggestions, takeover, waiting
