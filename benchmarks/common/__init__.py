"""Shared parts of the benchmarks. A package, because ``script/bench`` lists every module
next to it as a benchmark."""

import odoo.init  # what an Odoo server sets up before anything else
