# shellcheck shell=bash
# Paths and helpers that every script shares. Source it from a script in script/.
# shellcheck disable=SC2034
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
LIB=$ROOT/script/lib
WORK=$ROOT/.odoo
CACHE=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/crm_playbook
# A script that another one calls starts from the caller's PATH again.
PATH=$(tr ':' '\n' <<<"$PATH" | grep -vF "$WORK/" | paste -sd ':')
BUILDING=() # folders to drop when the script ends before they are complete

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}
digest() { sha256sum | cut -c1-12; }

drop_unfinished() { if [ ${#BUILDING[@]} -gt 0 ]; then rm -rf "${BUILDING[@]}"; fi; }

# fetch NAME KEY COMMAND ARGS…: set FETCHED to a folder of the cache that COMMAND filled (it gets a folder
# as its last argument). The folder appears under its name only when it is complete.
fetch() {
  local temp
  FETCHED=$CACHE/$1-$2
  shift 2
  [ ! -d "$FETCHED" ] || return 0
  temp=$(mktemp -d "$CACHE/tmp.XXXXXX")
  BUILDING+=("$temp")
  "$@" "$temp"
  mv -T "$temp" "$FETCHED"
}

# part NAME KEY COMMAND ARGS…: let .odoo/NAME point at a folder that COMMAND filled for this KEY. The
# folder keeps its path for life (virtual environments need that); its marker is written last.
part() {
  local name=$1 folder=$WORK/parts/$1-$2 old
  shift 2
  if [ ! -e "$folder/.complete" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    BUILDING+=("$folder")
    "$@" "$folder"
    touch "$folder/.complete"
    # A script that another one calls starts from the caller's PATH again.
PATH=$(tr ':' '\n' <<<"$PATH" | grep -vF "$WORK/" | paste -sd ':')
BUILDING=()
  fi
  ln -sfn "parts/${folder##*/}" "$WORK/$name.new"
  mv -T "$WORK/$name.new" "$WORK/$name"
  # A program that still runs from the folder before this one gets two hours to end.
  for old in "$WORK/parts/$name"-*; do
    [ "$old" = "$folder" ] || [ -n "$(find "$old/.complete" -mmin -120 2>/dev/null)" ] || rm -rf "$old"
  done
}

# lock FILE DESCRIPTOR SENTENCE: wait for FILE, saying SENTENCE when somebody else holds it.
lock() {
  mkdir -p "$(dirname "$1")"
  eval "exec $2>>\"\$1\""
  flock -n "$2" || {
    say "$3"
    flock "$2"
  }
}
