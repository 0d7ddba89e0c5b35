from . import review

# isort: split
from . import finish, meeting, picking, telling
