import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class CrmPlaybookJobFault(models.Model):
    """A record that a scheduled job could not work on, for those who can mend it. It is tried
    again with each run, and no fault any more when that succeeds."""

    _name = "crm.playbook.job.fault"
    _description = "Record That a Scheduled Action Left Out"
    _order = "date_last desc, id desc"
    _log_access = False

    job_id = fields.Many2one(
        "crm.playbook.job",
        "Scheduled Action",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", readonly=True)
    name = fields.Char("Left Out", readonly=True)
    message = fields.Text("Reason", readonly=True)
    date_first = fields.Datetime("Since", default=fields.Datetime.now, readonly=True)
    date_last = fields.Datetime("Last Tried", readonly=True)
    number = fields.Integer(readonly=True, help="Which time the job left it out.")
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)

    _once = models.UniqueIndex(
        "(job_id, res_model, res_id)", "This record is said to be left out already."
    )

    @api.model
    def _note(self, job, record, error, is_secret):
        """Say in the log and in the list that a job could not work on a record.

        :param is_secret: say nothing of the record or the reason but that there is one
        :return: the row of the list
        """
        values = self._prepare_vals(record, error, is_secret)
        _logger.warning(
            "%s: %s,%s (%s) is left out: %s",
            job.xml_id,
            record._name,
            record.id,
            values["name"],
            type(error).__name__ if is_secret else error,
            exc_info=None if is_secret or isinstance(error, UserError) else error,
        )
        if fault := self._get(job, record):
            fault.write(values)
            return fault
        return self.create(
            {"job_id": job.id, "res_model": record._name, "res_id": record.id, **values}
        )

    @api.model
    def _get(self, job, records):
        """Return what is said of these records."""
        return self.search(
            [
                ("job_id", "=", job.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        )

    @api.model
    def _prepare_vals(self, record, error, is_secret):
        reason = self.env._("Something unexpected went wrong; the log of the server says what.")
        if isinstance(error, UserError) and not is_secret:
            reason = str(error)
        return {
            "name": self.env["ir.model"]._get(record._name).name if is_secret else _name_of(record),
            "message": reason,
            "date_last": fields.Datetime.now(),
            "company_id": _company_of(record).id,
        }

    def action_open(self):
        """Open the record that was left out.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }


def _name_of(record):
    """Return the name of a record, whose name may be what is wrong with it."""
    try:
        with record.env.cr.savepoint():
            return record.display_name
    except Exception:  # pylint: disable=broad-except
        return f"{record._name},{record.id}"


def _company_of(record):
    """Return the company of a record, or that of its team, or none."""
    owner = record if "company_id" in record._fields else record["team_id"]
    return owner.company_id
