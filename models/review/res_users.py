from odoo import api, fields, models

from .constants import ROOM_GROUP


class ResUsers(models.Model):
    """Whoever is told of deals without a next action can turn that off."""

    _inherit = "res.users"

    next_action_digest = fields.Boolean(
        "Digest of Deals Without a Next Action",
        default=True,
        copy=False,
        groups=ROOM_GROUP,
        help="One message on the mornings of your working days, where the settings send it.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 pylint: disable=invalid-name
        return [*super().SELF_READABLE_FIELDS, "next_action_digest"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802 pylint: disable=invalid-name
        return [*super().SELF_WRITEABLE_FIELDS, "next_action_digest"]

    @api.model
    def action_open_digest_preference(self):
        """Open the switch of the digest for whoever asks, which each digest leads to.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Digest"),
            "res_model": "res.users",
            "res_id": self.env.uid,
            "views": [(self.env.ref("crm_playbook.res_users_view_form_digest").id, "form")],
        }
