from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ....tools import packet_diff
from ....tools.arguments import checked, one_of


class CrmHandoverVersion(models.Model):
    """The packet as it was submitted. Rows are never changed."""

    _name = "crm.handover.version"
    _description = "Version of a Handover"
    _order = "number desc"
    _rec_name = "number"

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade", index=True)
    number = fields.Integer(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user)
    packet = fields.Json(required=True)
    changes = fields.Text(compute="_compute_changes", help="What changed since the last version.")
    company_id = fields.Many2one(related="handover_id.company_id")

    _number_once = models.Constraint(
        "UNIQUE(handover_id, number)", "The handover was submitted by somebody else just now."
    )

    @api.depends("packet")
    def _compute_changes(self):
        for version in self:
            before = version.handover_id.version_ids.filtered(
                lambda other, version=version: other.number == version.number - 1
            )
            version.changes = "\n".join(version._get_sentences(before)) if before else False

    @checked(other_id=one_of("crm.handover.version"))
    def get_changes(self, other_id):
        """Say what changed from another version to this one.

        :param int other_id: a version of the same handover
        :raise UserError: for a version of another handover
        :return: list of sentences, empty when nothing changed
        """
        self.ensure_one()
        other = self.browse(other_id)
        (self | other).check_access("read")
        if other.handover_id != self.handover_id:
            raise UserError(self.env._("Versions of two handovers are not compared."))
        return self._get_sentences(other)

    # --- words -------------------------------------------------------------------------

    def _get_sentences(self, before):
        changes = packet_diff.compare(before.packet, self.packet)
        return [getattr(self, f"_say_{change.kind}")(change) for change in changes]

    def _say_added(self, change):
        return self.env._(
            "%(part)s: “%(line)s” added",
            part=self._get_label("crm.handover", change.field),
            line=change.line["name"],
        )

    def _say_removed(self, change):
        return self.env._(
            "%(part)s: “%(line)s” removed",
            part=self._get_label("crm.handover", change.field),
            line=change.line["name"],
        )

    def _say_changed(self, change):
        field = self.env["crm.handover"]._fields.get(change.field)
        model, name, place = "crm.handover", change.field, ""
        if change.line:
            model, name = field.comodel_name if field else "", change.line_field
            place = f"{self._get_label('crm.handover', change.field)}, “{change.line['name']}”, "
        return self.env._(
            "%(place)s%(field)s: from %(old)s to %(new)s",
            place=place,
            field=self._get_label(model, name),
            old=self._show(model, name, change.old),
            new=self._show(model, name, change.new),
        )

    @api.model
    def _get_field(self, model, name):
        return self.env[model]._fields.get(name) if model in self.env else None

    @api.model
    def _get_label(self, model, name):
        """Return the label of a field; of one whose bridge is gone, its name."""
        field = self._get_field(model, name)
        return field.get_description(self.env, ["string"])["string"] if field else name

    @api.model
    def _show(self, model, name, value):
        """Return a value of a packet as text."""
        field = self._get_field(model, name)
        kind = field.type if field is not None else ""
        if kind == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if value is None or value is False:
            return self.env._("nothing")
        if kind == "date":
            return format_date(self.env, value)
        if kind == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return f"“{value}”"
