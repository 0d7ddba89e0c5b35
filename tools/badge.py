"""The field type of what a card shows."""

from odoo import fields


class Badge(fields.Json):
    """A small value that is computed for the web client and that nobody changes.

    Odoo copies the value of a Json field for every record that reads it, in case that it is
    changed. On 80 cards the copies take as long as a query.
    """

    def convert_to_record(self, value, record):
        return False if value is None else value
