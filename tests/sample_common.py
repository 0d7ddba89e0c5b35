"""Tiny sample folders, and a way to script/sample, which is no part of the addon's package."""

import csv
import importlib
import sys
import unittest
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / "script" / "sample"
PACKAGE = "crm_playbook_sample"

DEFAULTS = {
    "accounts.csv": {
        "account": "Acorn Works",
        "sector": "retail",
        "year_established": "1999",
        "revenue": "12.5",
        "employees": "40",
        "office_location": "Belgium",
        "subsidiary_of": "",
    },
    "products.csv": {"product": "Box Pro", "series": "Box", "sales_price": "100"},
    "sales_teams.csv": {
        "sales_agent": "Robin Reed",
        "manager": "Kim Lake",
        "regional_office": "North",
    },
    "sales_pipeline.csv": {
        "opportunity_id": "A1",
        "sales_agent": "Robin Reed",
        "product": "Box Pro",
        "account": "Acorn Works",
        "deal_stage": "Won",
        "engage_date": "2017-01-10",
        "close_date": "2017-03-01",
        "close_value": "90",
    },
}


def sample_module(name):
    """Import a module of script/sample; skip where the addon came without its scripts."""
    if not SCRIPTS.is_dir():
        raise unittest.SkipTest("script/sample is not shipped with this addon")
    if PACKAGE not in sys.modules:
        spec = spec_from_file_location(
            PACKAGE, SCRIPTS / "__init__.py", submodule_search_locations=[str(SCRIPTS)]
        )
        sys.modules[PACKAGE] = package = module_from_spec(spec)
        spec.loader.exec_module(package)
    return importlib.import_module(f"{PACKAGE}.{name}")


def write_folder(folder, rows_by_file=None):
    """Write the four files; per file a list of what differs from the default row.

    ``write_folder(folder, {"sales_pipeline.csv": [{}, {"opportunity_id": "A2"}]})``
    """
    for name, default in DEFAULTS.items():
        rows = [{**default, **changes} for changes in (rows_by_file or {}).get(name, [{}])]
        with (Path(folder) / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(default))
            writer.writeheader()
            writer.writerows(rows)
