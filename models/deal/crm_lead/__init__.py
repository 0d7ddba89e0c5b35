from . import changes, defaults, passage, waiting
