from odoo import fields, models


class CrmDealReviewNotice(models.Model):
    """That somebody was told when a review takes place. By it a job that was killed, or runs
    again, tells nobody twice, and whoever was told hears when that is not so any more."""

    _name = "crm.deal.review.notice"
    _description = "Invitation to a Deal Review"
    _rec_name = "user_id"
    _log_access = False

    review_id = fields.Many2one("crm.deal.review", required=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", index=True)
    date = fields.Datetime(required=True)

    _once = models.Constraint("UNIQUE(review_id, user_id)", "Somebody is told once.")
