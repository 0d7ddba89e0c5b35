"""The field type of what a card shows."""

from odoo import fields


class Badge(fields.Json):
    """A small value that is computed for the web client and that nobody changes.

    Odoo copies the value of a Json field for every record that reads it, in case that it is
    changed, and writes and parses it as JSON for every record that is given one. On 80 cards that
    takes as long as two queries.
    """

    def convert_to_cache(self, value, record, validate=True):
        return value or None

    def convert_to_record(self, value, record):
        return False if value is None else value
