from . import plan

# isort: split
from . import job, telling
