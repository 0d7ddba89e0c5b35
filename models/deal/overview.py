"""What rooms need to add tiles to the Overview."""

from collections import namedtuple

# Where a tile stands on the page.
TODAY, SALES = "today", "sales"
# What is asked before a tile is made, the room that gives it and the model that it reads, and
# where it stands among the others.
Kind = namedtuple("Kind", "room model sequence")
# As many lines a tile has at most, where it could have many.
LINES = 5
