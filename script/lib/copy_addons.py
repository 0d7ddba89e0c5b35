"""Copy our addons as they would ship into a folder: ``copy_addons.py TARGET``.

Linters and Odoo's ``test_lint`` walk an addon's folder, and this repository's root, being an
addon, also holds .odoo/ and script/. What git ignores stays behind.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_SHIPPED = {"script", "benchmarks", "bridges", "dist", "doc", "node_modules"}
NOT_WALKED = {".git", ".odoo", "dist", "node_modules", "__pycache__"}
SYSTEM_TESTS = Path("tests", "system")  # they need script/, and Odoo runs none of them


def list_files(root, *options):
    """Files that git lists with these options, relative to the root; None outside of a clone."""
    command = ["git", "-C", str(root), "ls-files", "-z", *options]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode:
        return None
    return [Path(name) for name in result.stdout.split("\0") if name]


def walk(root):
    """All files that may be ours, relative to the root."""
    found = []
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in NOT_WALKED]
        found += [Path(folder, name).relative_to(root) for name in files]
    return found


def tracked_files(root):
    """Files that git knows or would know, relative to the root; all files outside of git."""
    found = list_files(root, "-co", "--exclude-standard")
    return walk(root) if found is None else found


def destination(path):
    """Where a file goes below the target, or None when it is part of no addon."""
    first, *rest = path.parts
    if first == "bridges" and len(rest) > 1:
        return Path(*rest)
    if first.startswith(".") or first in NOT_SHIPPED:
        return None
    if SYSTEM_TESTS in path.parents:
        return None
    if not rest and path.suffix in {".toml", ".mjs", ".json"}:
        return None
    return Path("crm_playbook", path)


def main(target):
    target = Path(target)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in tracked_files(ROOT):
        where = destination(path)
        if where and (ROOT / path).is_file():
            (target / where).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target / where)


if __name__ == "__main__":
    main(sys.argv[1])
