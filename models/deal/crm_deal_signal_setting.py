from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmDealSignalSetting(models.Model):
    """How a team uses a signal: switched on or off, from which threshold on, and how much it
    weighs. What is set for a team comes before what is set for all, and that before the
    defaults of the signal."""

    _name = "crm.deal.signal.setting"
    _inherit = ["mail.thread"]
    _description = "Review Signal"
    _order = "team_id, id"
    _rec_name = "code"

    code = fields.Selection("_selection_code", "Signal", required=True)
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: for all teams that have no setting of their own.",
        tracking=True,
    )
    is_on = fields.Boolean("On", default=True, tracking=True)
    threshold = fields.Float(
        compute="_compute_defaults",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 1),
        tracking=True,
    )
    unit = fields.Char("Threshold Counts", compute="_compute_unit")
    weight = fields.Integer(
        compute="_compute_defaults",
        store=True,
        readonly=False,
        precompute=True,
        help="The risk of a deal is the sum of the weights of its signals.",
        tracking=True,
    )

    _once = models.UniqueIndex(
        "(code, COALESCE(team_id, 0))", "This signal is already set for the team."
    )

    @api.model
    def _selection_code(self):
        return list(self.env["crm.deal.signal"]._get_names().items())

    @api.depends("code")
    def _compute_defaults(self):
        for setting in self.filtered("code"):
            about = self.env["crm.deal.signal"]._describe(setting.code)
            setting.threshold, setting.weight = about["threshold"], about["weight"]

    @api.depends("code")
    def _compute_unit(self):
        codes = self.env["crm.deal.signal"]._get_codes()
        for setting in self:
            is_known = setting.code in codes
            about = self.env["crm.deal.signal"]._describe(setting.code) if is_known else {}
            setting.unit = about.get("unit", "")

    @api.constrains("threshold", "weight", "code")
    def _check_numbers(self):
        for setting in self:
            name = self.env["crm.deal.signal"]._get_names().get(setting.code, setting.code)
            if setting.threshold < 0:
                raise ValidationError(self.env._("The threshold of “%s” cannot be negative.", name))
            if setting.weight < 1:
                raise ValidationError(
                    self.env._(
                        "The weight of “%s” must be at least 1; switch the signal off to leave "
                        "it out.",
                        name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        self.env.registry.clear_cache()
        return settings

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _get_settings(self, team_id):
        """Return ``{code: (is on, threshold, weight)}`` for the deals of a team."""
        # sudo: what is set holds for everybody who prepares a review
        settings = self.sudo().search([("team_id", "in", [False, team_id or False])])
        general = settings.filtered(lambda setting: not setting.team_id)
        return {
            setting.code: (setting.is_on, setting.threshold, setting.weight)
            for setting in [*general, *(settings - general)]
        }

    @api.model
    def action_open_settings(self):
        """Open the signals, each with its defaults where nothing was set.

        :return: a window action
        """
        self.browse().check_access("write")
        known = set(self.search([("team_id", "=", False)]).mapped("code"))
        codes = self.env["crm.deal.signal"]._get_codes()
        self.create([{"code": code} for code in codes if code not in known])
        xml_id = "crm_playbook.crm_deal_signal_setting_action"
        return self.env["ir.actions.act_window"]._for_xml_id(xml_id)
