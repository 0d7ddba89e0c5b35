"""Odoo's command line, for whichever layout Odoo came in."""

import odoo.cli

odoo.cli.main()
