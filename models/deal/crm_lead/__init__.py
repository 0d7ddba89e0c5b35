from . import changes, passage, waiting
