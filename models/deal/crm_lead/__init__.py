from . import changes, passage
