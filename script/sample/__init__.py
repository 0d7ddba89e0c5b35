"""Loads a sample of sales opportunities (four CSV files) into a database.

``tables`` reads the files, ``cleaning`` turns their rows into a ``Sample`` and counts what was wrong
with them; neither knows Odoo. ``loader`` writes a ``Sample`` through the ORM, ``cli`` is the command.
"""
