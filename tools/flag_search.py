"""What yes-or-no fields that are worked out are searched by."""

from odoo.fields import Domain


def match_flag(values, domain):
    """Return the domain of the records whose flag is one of ``values``.

    :param values: what the operator ``in`` is given: true, false, or both
    :param domain: what holds for the records whose flag is set
    """
    return Domain.OR(domain if flag else ~domain for flag in sorted(set(map(bool, values))))
