"""What rooms need to add steps to the set-up."""

from collections import namedtuple

# The room that gives a step, None where it belongs to no room, the model whose records it is
# about, and where it stands among the others.
Step = namedtuple("Step", "room model sequence")

MACHINES, SOFTWARE, AGENCY = "machines", "software", "agency"
# For whom there are examples.
INDUSTRIES = (MACHINES, SOFTWARE, AGENCY)
