# First what every room stands on and adds to.
from . import deal

# isort: split
from . import playbook  # to whose Overview the rooms add their tiles

# isort: split
from . import review  # whose signals and facts are said first

# isort: split
from . import coaching, gate, handover, icp, stakeholder
