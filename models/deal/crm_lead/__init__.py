from . import changes, defaults, passage
