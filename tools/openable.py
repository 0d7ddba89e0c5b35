"""What a person may open at this moment, for whatever is sent, summed up or planned for them.

Jobs and steps of others run elevated, so they find records whose owner has lost the Sales right
or the company since. The person is asked as they are now, over all their companies: which ones
they had ticked is known of no one who is not at the screen. Nobody who is archived, or no
colleague any more, opens anything.
"""

from odoo import SUPERUSER_ID
from odoo.fields import Domain


def as_reader(records, user):
    """Return these records with the rights of a user, in all companies of theirs."""
    # sudo: in which companies somebody works
    companies = user.sudo()._get_company_ids()
    return records.with_user(user.id).with_context(allowed_company_ids=list(companies))


def works_here(user):
    """Tell whether a user is there and a colleague."""
    user = user.sudo()  # sudo: whether somebody works here
    return bool(user.active and not user.share)


def filter_openable(records, user):
    """Return those of these records that a user may open now. Takes as many queries for many
    records as for one. The superuser, who is nobody, opens all that his own jobs are about."""
    if user.id == SUPERUSER_ID:
        return records
    if not records or not works_here(user):
        return records.browse()
    opened = set(as_reader(records, user)._filtered_access("read")._ids)
    return records.filtered(lambda record: record.id in opened)


def get_openable_domain(model, user):
    """Return the domain of the records of a model that a user may open now, for a search that
    is elevated."""
    if not works_here(user):
        return Domain.FALSE
    reader = as_reader(model, user)
    if not reader.has_access("read"):
        return Domain.FALSE
    return Domain(reader.env["ir.rule"]._compute_domain(model._name, "read"))


def group_by_reader(records, get_people):
    """Return ``{user: records}``: each record with the first of its people who may open it now.
    Records that none of them may open are left out.

    :param get_people: takes a record, returns the users to ask, in their order
    """
    readers = {}
    waiting = [(record, tuple(get_people(record))) for record in records]
    while waiting:
        asked = {}
        for record, people in waiting:
            if people:
                asked.setdefault(people[0], []).append((record, people[1:]))
        waiting = []
        for user, rows in asked.items():
            ids = [record.id for record, _others in rows]
            opened = filter_openable(records.browse(ids).with_prefetch(records._prefetch_ids), user)
            readers[user] = readers.get(user, records.browse()) | opened
            waiting += [row for row in rows if row[0] not in opened]
    return {user: found for user, found in readers.items() if found}
