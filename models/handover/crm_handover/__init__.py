from . import handover

# isort: split
from . import clock, delivery, packet, people, project, states
