"""Pack our addons as a production Odoo needs them: ``package.py [--zip] [--to FOLDER]``.

Whatever has no place in ``LOADED`` or ``LEFT_OUT`` ends the run, so that a new folder is never
shipped, nor forgotten, by accident.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from copy_addons import ROOT, destination, list_files, walk

# What Odoo reads, at the top of an addon; modules of Python beside.
LOADED = {
    "LICENSE",
    "controllers",
    "data",
    "i18n",
    "migrations",
    "models",
    "report",
    "security",
    "static",
    "tools",
    "views",
    "wizards",
}
# What it does not read, or reads for tests and demo data only, whose users have known passwords.
LEFT_OUT = {"CHANGELOG.md", "README.md", "demo", "readme", "tests"}
STATIC_TESTS = Path("static", "tests")
PICTURE = re.compile(r'\bsrc="([^":]+)"')


def say(sentence):
    print(sentence, file=sys.stderr)


def git(*arguments):
    """Return what git answers, by its zeros or as one, and nothing outside of a clone."""
    if not shutil.which("git"):
        return []
    command = ["git", "-C", str(ROOT), *arguments]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    return [name for name in result.stdout.split("\0") if name] if not result.returncode else []


# --- what is packed ----------------------------------------------------------------------


def is_loaded(path):
    """Tell whether Odoo loads a file in production; None when nobody has said."""
    if not (where := destination(path)):
        return False
    inner = Path(*where.parts[1:])
    first = inner.parts[0]
    if first in LEFT_OUT or STATIC_TESTS in inner.parents:
        return False
    is_module = len(inner.parts) == 1 and inner.suffix == ".py"
    return True if is_module or first in LOADED else None


def sort_out(paths):
    """Return ``{place below the target: path}`` of what is packed."""
    packed, unknown = {}, []
    for path in paths:
        verdict = is_loaded(path)
        if verdict:
            packed[destination(path)] = path
        elif verdict is None:
            unknown.append(path)
    if unknown:
        names = ", ".join(map(str, unknown))
        lists = "LOADED and LEFT_OUT in script/lib/package.py"
        sys.exit(f"{lists} do not say whether this is for production: {names}")
    return dict(sorted(packed.items()))


def find_files():
    """Return what git tracks, and the moment of its last commit; what is not as committed is said
    and has no such moment. Outside of a clone everything that is here is taken."""
    moment = git("log", "-1", "--format=%ct")
    if not moment or not git("ls-files", "-z", "__manifest__.py"):
        say("No clone of a repository: everything that is here is packed, with the times it has.")
        return walk(ROOT), None, set()
    changed = {Path(name) for name in git("diff", "--relative", "--name-only", "-z", "HEAD")}
    for path in sorted(filter(is_loaded, changed)):
        say(f"Not as it was committed: {path}")
    for path in sorted(list_files(ROOT, "-o", "--exclude-standard")):
        if is_loaded(path) is not False:
            say(f"Left out, because git does not track it: {path}")
    tracked = [path for path in list_files(ROOT, "-c") if (ROOT / path).is_file()]
    return tracked, int(moment[0]), changed


# --- the manifest ------------------------------------------------------------------------


def trim_manifest(text):
    """Take out of a manifest what names files that are left out, and keep the rest as it is."""
    lines = text.splitlines(keepends=True)
    for key, value in find_entries(text):
        for number in range(key.lineno, value.end_lineno + 1):
            lines[number - 1] = ""
    return "".join(lines)


def find_entries(text):
    """Yield keys and values of demo data and of bundles for tests; each has lines of its own."""
    manifest = ast.parse(text, mode="eval").body
    for key, value in zip(manifest.keys, manifest.values, strict=True):
        if key.value == "demo":
            yield key, value
        elif key.value == "assets":
            bundles = list(zip(value.keys, value.values, strict=True))
            tests = [bundle for bundle in bundles if "test" in bundle[0].value]
            yield from [(key, value)] if len(tests) == len(bundles) else tests


def read_manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def check_manifest(addon):
    """End the run when a manifest, or the page of the app, names what is not packed."""
    if not (addon / "__manifest__.py").exists():
        sys.exit(f"{addon.name} has no __manifest__.py to pack.")
    manifest = read_manifest(addon)
    names = [*manifest.get("data", ()), *manifest.get("images", ())]
    for entries in manifest.get("assets", {}).values():
        names += [
            entry.removeprefix(f"{addon.name}/")
            for entry in entries
            if isinstance(entry, str) and entry.startswith(f"{addon.name}/")
        ]
    page = addon / "static" / "description" / "index.html"
    names += ["static/description/icon.png", page.relative_to(addon).as_posix()]
    if page.exists():
        pictures = PICTURE.findall(page.read_text(encoding="utf-8"))
        names += [f"static/description/{name}" for name in pictures]
    for name in names:
        if not any(addon.glob(name)):
            sys.exit(f"{addon.name} names {name}, but there is no such file to pack.")
    return manifest


# --- writing -----------------------------------------------------------------------------


def write_addons(folder, packed, moment, changed):
    """Write the addons. Files get the time of the commit: copies of the same commit are the same,
    and as Odoo builds its bundles anew when times change, an update is never shown the old ones."""
    for where, path in packed.items():
        target = folder / where
        target.parent.mkdir(parents=True, exist_ok=True)
        if where.name == "__manifest__.py":
            text = (ROOT / path).read_text(encoding="utf-8")
            target.write_text(trim_manifest(text), encoding="utf-8", newline="\n")
        else:
            shutil.copyfile(ROOT / path, target)
        if moment is None or path in changed:
            shutil.copystat(ROOT / path, target)
        else:
            os.utime(target, (moment, moment))
        target.chmod(0o644)


def write_licence(addon, manifest):
    """A bridge under the licence of the addon has no copy of it in the repository."""
    own, main = addon / "LICENSE", addon.parent / "crm_playbook"
    if own.exists():
        return
    if manifest["license"] != read_manifest(main)["license"]:
        sys.exit(f"{addon.name} is under {manifest['license']} and has no file LICENSE.")
    shutil.copy2(main / "LICENSE", own)


def write_zip(addon):
    """Write an archive that is the same, byte for byte, whatever the machine: not compressed, as
    most of it is pictures, and versions of zlib differ."""
    with zipfile.ZipFile(addon.with_suffix(".zip"), "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in addon.rglob("*") if path.is_file()):
            name = path.relative_to(addon.parent).as_posix()
            entry = zipfile.ZipInfo(name, time.gmtime(path.stat().st_mtime)[:6])
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, path.read_bytes())


def replace(target, made):
    """Put what was made in the place of what an earlier run made, and of nothing else."""
    if target.is_dir():
        names = sorted(path.name for path in target.iterdir())
        if foreign := [name for name in names if not name.startswith("crm_playbook")]:
            sys.exit(f"{target} holds what is none of ours and would be lost: {', '.join(foreign)}")
        shutil.rmtree(target)
    shutil.move(made, target)


def main():
    parser = argparse.ArgumentParser(prog="script/package", add_help=False)
    parser.add_argument("--zip", action="store_true")
    parser.add_argument("--to", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    paths, moment, changed = find_files()
    packed = sort_out(paths)
    target = options.to.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".package-") as temp:
        made = Path(temp, "dist")
        write_addons(made, packed, moment, changed)
        for addon in sorted(made.iterdir()):
            write_licence(addon, check_manifest(addon))
        for addon in sorted(made.iterdir()) if options.zip else ():
            write_zip(addon)
        replace(target, made)
    for path in sorted(target.iterdir()):
        print(path)


main()
