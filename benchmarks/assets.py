"""How much of ours every user loads, and how much each screen loads when it is opened:
``script/bench assets``. Raw bytes of the files that the manifest names."""

import ast
from pathlib import Path

from common.report import number, print_table

ADDON = Path(__file__).resolve().parents[1]
EVERYBODY = "web.assets_backend"
PREFIX = "crm_playbook/"


def main():
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))
    assets = manifest["assets"]
    bundles = [EVERYBODY, *(name for name in assets if name.startswith("crm_playbook."))]
    files = {name: find_files(assets[name]) for name in bundles}
    rows = [
        (f"`{name}`", number(len(found)), number(sum(path.stat().st_size for path in found)))
        for name, found in files.items()
        if found
    ]
    print_table("What is loaded", ["bundle", "files", "bytes"], rows)


def find_files(entries):
    """Return our files of a bundle."""
    found = set()
    for entry in entries:
        directive, pattern = ("append", entry) if isinstance(entry, str) else entry
        if directive in ("append", "remove") and pattern.startswith(PREFIX):
            paths = {p for p in ADDON.glob(pattern.removeprefix(PREFIX)) if p.is_file()}
            found = found - paths if directive == "remove" else found | paths
    return found


if __name__ == "__main__":
    main()
