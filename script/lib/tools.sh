# shellcheck shell=bash
# System tools: say in one sentence what is missing, or install it when that is possible.

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  local keep=$CACHE/apt-archives
  local options=(-qq -y --no-install-recommends -o "Dir::Cache::archives=$keep" -o APT::Keep-Downloaded-Packages=true
    -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0)
  mkdir -p "$keep/partial"
  compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null || apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install "$@" >"$WORK/apt.log" 2>&1 && return
  apt-get -qq update # the lists may be older than what the mirror holds
  DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install "$@" >"$WORK/apt.log" 2>&1
}

# need PACKAGE WHAT: install the Debian package that brings WHAT, or say how to.
need() {
  can_install || die "$2 is missing; install it with: sudo apt-get install $1"
  say "Installing $1 with apt, because $2 is missing …"
  apt_install "$1" || die "Installing $1 failed ($WORK/apt.log has the details); install it with: apt-get install $1"
}

ensure_tools() {
  command -v git >/dev/null || need git "git"
  command -v flock >/dev/null || need util-linux "flock"
  [ -n "${ODOO_SOURCE:-}" ] || command -v dpkg-deb >/dev/null ||
    die "Odoo comes as a Debian package and dpkg-deb is missing; set ODOO_SOURCE to an Odoo $ODOO_SERIES source folder."
}

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" "${CHROME_BIN:-}"; do
    [ -z "$name" ] || command -v "$name" >/dev/null || die "There is no browser \"$name\"; CHROMIUM or CHROME_BIN names it."
  done
  for name in "${CHROMIUM:-}" "${CHROME_BIN:-}" chromium google-chrome google-chrome-stable chromium-browser; do
    [ -n "$name" ] || continue
    command -v "$name" && return
  done
  return 1
}

# Odoo takes "google-chrome" from PATH first. The flags keep the browser from calling home.
ensure_chromium() {
  local browser
  browser=$(find_chromium) || {
    [ -z "${CHROMIUM:-}${CHROME_BIN:-}" ] || exit 1
    need chromium "the browser Chromium"
    browser=$(find_chromium) || die "Chromium was installed but is not on PATH; set CHROMIUM to its path."
  }
  mkdir -p "$WORK/bin"
  cat >"$WORK/bin/google-chrome.new" <<WRAPPER
#!/bin/sh
exec "$browser" --disable-background-networking --disable-component-update --disable-sync \\
  --disable-domain-reliability --disable-features=OptimizationHints,MediaRouter,Translate --no-pings "\$@"
WRAPPER
  chmod +x "$WORK/bin/google-chrome.new"
  mv "$WORK/bin/google-chrome.new" "$WORK/bin/google-chrome"
  ln -sfn google-chrome "$WORK/bin/chromium"
  printf '%s\n' "$browser" >"$WORK/bin/.browser"
}
