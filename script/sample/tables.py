"""Reads the CSV files of a sample folder, or says in one sentence why it cannot."""

import csv
import os
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from .errors import SampleError
from .findings import quoted

COLUMNS = {
    "accounts.csv": (
        "account",
        "sector",
        "year_established",
        "revenue",
        "employees",
        "office_location",
        "subsidiary_of",
    ),
    "products.csv": ("product", "series", "sales_price"),
    "sales_teams.csv": ("sales_agent", "manager", "regional_office"),
    "sales_pipeline.csv": (
        "opportunity_id",
        "sales_agent",
        "product",
        "account",
        "deal_stage",
        "engage_date",
        "close_date",
        "close_value",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: stripped values by column, and where it stands."""

    source: str
    line: int
    values: dict

    def __getitem__(self, column):
        return self.values[column]

    def quote(self, column):
        """The value and where it stands, for an example in the report."""
        return f"line {self.line}: {quoted(self[column])}" if self[column] else f"line {self.line}"


def read_folder(folder, findings):
    """Return ``{file name: [Row]}`` for the files a sample consists of.

    :raise SampleError: when the folder, a file or a column is missing, or a file holds no rows
    """
    folder = Path(folder)
    if not os.path.isdir(folder):  # unlike Path.is_dir, it never raises
        reason = "is a file, not a folder" if os.path.exists(folder) else "does not exist"
        raise SampleError(f"The folder {folder} {reason}.")
    missing = [name for name in COLUMNS if not (folder / name).is_file()]
    if missing:
        raise SampleError(f"The folder {folder} has no {_enumerate(missing)}.")
    return {name: _read_file(folder / name, columns, findings) for name, columns in COLUMNS.items()}


def _read_file(path, columns, findings):
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            # Strict: else a quotation mark that is never closed swallows the rest of the file.
            reader = csv.reader(file, strict=True)
            rows = list(_read_rows(path, reader, columns, findings))
    except OSError as error:
        raise SampleError(f"The file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SampleError(f"The file {path} is not UTF-8 text; save it as UTF-8.") from error
    except csv.Error as error:
        place = f"line {reader.line_num}"
        raise SampleError(f"The file {path} is no valid CSV in {place}: {error}.") from error
    if not rows:
        raise SampleError(f"The file {path} has no rows below its header.")
    return rows


def _read_rows(path, reader, columns, findings):
    header = _read_header(path, reader, columns)
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"line {reader.line_num}"
        if any(cells[len(header) :]):
            findings.add(path.name, "row with more cells than the header", "skipped", place)
            continue
        if len(cells) < len(header):
            findings.add(path.name, "row with too few cells", "missing ones read as empty", place)
        pairs = zip_longest(header, cells[: len(header)], fillvalue="")
        values = {name: cell.strip() for name, cell in pairs}
        yield Row(path.name, reader.line_num, values)


def _read_header(path, reader, columns):
    cells = next(reader, None)
    if cells is None:
        raise SampleError(f"The file {path} is empty.")
    header = [name.strip() for name in cells]
    missing = [name for name in columns if name not in header]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        raise SampleError(f"The file {path} lacks the {noun} {_enumerate(missing)}.")
    return header


def _enumerate(names):
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
