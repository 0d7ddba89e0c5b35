#!/usr/bin/env bash
# Keep the code of a version that was published, as far as Odoo reads it, for tests/system/test_update.py:
#
#   script/lib/keep_version.sh 19.0.1.1.0
#
# The last commit whose manifest says so is packed, so the history must be there. The test installs that code, fills a database
# with it and updates that with today's code, so it needs neither a history nor a dump.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/common.sh"
VERSION=${1:?Say which version.}
TARGET=$ROOT/tests/system/versions/$VERSION.tar.xz
READ=(LICENSE __init__.py __manifest__.py exceptions.py hooks.py data demo migrations models report security tools views wizards)

# The commit before the one that raised the version again, or HEAD where none has.
find_commit() {
  local commit next=
  for commit in $(git -C "$ROOT" log --format=%H -- __manifest__.py); do
    if git -C "$ROOT" show "$commit:__manifest__.py" | grep -qF "\"version\": \"$VERSION\""; then
      git -C "$ROOT" rev-parse "${next:-HEAD}${next:+^}"
      return
    fi
    next=$commit
  done
  die "No commit has version $VERSION."
}

COMMIT=$(find_commit)
git -C "$ROOT" archive --prefix=crm_playbook/ "$COMMIT" -- "${READ[@]}" | xz -9e >"$TARGET"
say "${TARGET#"$ROOT"/}: $(git -C "$ROOT" log -1 --format='%h %s' "$COMMIT")"
