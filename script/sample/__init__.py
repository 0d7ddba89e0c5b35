"""Loads a sample of sales opportunities (four CSV files) into a database.

``tables`` reads the files and ``cleaning`` turns their rows into a ``Sample``, counting what was
wrong with them; neither knows Odoo. ``loader`` writes a ``Sample`` through the ORM, and ``cli`` is
the command.
"""
