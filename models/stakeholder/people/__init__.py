from . import buying_group, contact_query
