from . import kind, template
