"""Ways in which somebody stops being allowed to open what they are told about."""

from odoo.fields import Command


def take_sales_right(user):
    """Leave a user as an employee without any right on deals."""
    user.group_ids = [Command.set(user.env.ref("base.group_user").ids)]


def make_portal(user):
    """Make a user a guest, as when an employee becomes a customer."""
    user.group_ids = [Command.set(user.env.ref("base.group_portal").ids)]


def archive(user):
    user.active = False


GONE = {"without the Sales right": take_sales_right, "portal": make_portal, "archived": archive}


def add_company(user, name="Second"):
    """Return a new company that a user works in, besides the one they had."""
    company = user.env["res.company"].create({"name": name})
    user.company_ids += company
    return company


def take_company(user, company):
    user.company_ids -= company


def hide(env, model, name):
    """Take the records of a name away from everybody, by a rule of the company's own."""
    env["ir.rule"].create(
        {
            "name": f"Nobody reads {name}",
            "model_id": env["ir.model"]._get_id(model),
            "domain_force": f"[('name', '!=', {name!r})]",
        }
    )
