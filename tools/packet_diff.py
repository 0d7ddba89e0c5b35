"""What changed from one version of a packet to the next. A packet is a dict of JSON values by
field; a list of dicts, each with an ``id``, is a list of lines."""

from collections import namedtuple

CHANGED, ADDED, REMOVED = "changed", "added", "removed"

# ``line`` is the line that was added, removed or changed, None for a field of the packet.
Change = namedtuple("Change", "kind field line line_field old new", defaults=(None,) * 5)


def compare(old, new):
    """Return the list of :class:`Change` from ``old`` to ``new``, in the order of ``new``."""
    changes = []
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if _are_lines(before) or _are_lines(after):
            changes += _compare_lines(name, before or [], after or [])
        else:
            changes.append(Change(CHANGED, name, old=before, new=after))
    return changes


def _are_lines(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _compare_lines(name, before, after):
    known, left = {line["id"]: line for line in before}, {line["id"] for line in after}
    changes = []
    for line in after:
        if line["id"] in known:
            changes += _compare_line(name, known[line["id"]], line)
        else:
            changes.append(Change(ADDED, name, line))
    return changes + [Change(REMOVED, name, line) for line in before if line["id"] not in left]


def _compare_line(name, before, after):
    return [
        Change(CHANGED, name, after, fname, before.get(fname), after.get(fname))
        for fname in dict.fromkeys([*after, *before])
        if before.get(fname) != after.get(fname)
    ]
