"""A many2one without a foreign key."""

from odoo import fields


class LooseMany2one(fields.Many2one):
    """A many2one whose ids PostgreSQL does not check.

    A foreign key is paid by every row that a pass writes. Without one the model that is pointed
    at has to forget its ids when it is deleted, in ``unlink``; a row that is written at that very
    moment may keep one, so whoever reads by SQL joins the table that is pointed at.
    """

    def update_db_foreign_key(self, model, column):
        """Make no foreign key, neither at installation nor with an update."""
