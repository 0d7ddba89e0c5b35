"""In whose name the system writes to somebody."""

from odoo.tools.mail import formataddr


def get_company_sender(user):
    """Return the author and the address of a message that comes by itself: those of the company
    of its reader, whom the reader knows, not those of the system user.

    It is the company and no colleague: whoever is the author of a message may read it, and what
    it names is chosen for its reader alone.

    :return: dict of ``author_id`` and ``email_from``, for ``message_notify``
    """
    company = user.sudo().company_id  # sudo: name and address of the company of a colleague
    partner = company.partner_id
    address = partner.email_normalized or company.catchall_email or company.default_from_email
    if not address:
        address = user.env.ref("base.partner_root").sudo().email  # sudo: that of the system user
    return {"author_id": partner.id, "email_from": formataddr((partner.name, address or ""))}
