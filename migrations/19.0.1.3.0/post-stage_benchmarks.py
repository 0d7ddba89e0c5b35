"""Benchmarks of stages are kept in a table now: work them out where deals are marked by them."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    benchmarks = api.Environment(cr, SUPERUSER_ID, {})["crm.stage.benchmark"]
    benchmarks._note_factor(benchmarks._get_age_factor())
