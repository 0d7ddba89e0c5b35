# shellcheck shell=bash
# shellcheck disable=SC2034
# Odoo itself: Debian's package unpacked into .odoo/server, or the folder ODOO_SOURCE names.

# The address of a Debian mirror, as this machine's own apt knows it.
debian_mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 2>/dev/null |
    awk '$2 == "Debian" && $3 == "Debian" {print $1; found = 1; exit}
         $1 ~ /\/debian\/?$/ && !other {other = $1}
         END {if (!found && other) print other}'
}

# Calls an apt tool that sees nothing but the suite "sid" in a private folder.
private_apt() {
  local folder=$1 tool=$2
  shift 2
  "$tool" -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$folder/parts" -o "Dir::State::Lists=$folder/lists" \
    -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

write_sources() {
  local mirror keyring=/usr/share/keyrings/debian-archive-keyring
  command -v apt-get >/dev/null || die "Odoo comes as a Debian package and apt-get is missing; set ODOO_SOURCE to an Odoo $ODOO_SERIES source folder."
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || die "This machine's apt knows no Debian mirror; set ODOO_SOURCE to an Odoo $ODOO_SERIES source folder."
  [ -e $keyring.gpg ] || [ -e $keyring.pgp ] || need debian-archive-keyring "Debian's archive key"
  [ -e $keyring.gpg ] && keyring=$keyring.gpg || keyring=$keyring.pgp
  mkdir -p "$1"/{parts,lists/partial,cache/archives/partial}
  printf 'Types: deb\nURIs: %s\nSuites: sid\nComponents: main\nSigned-By: %s\n' "$mirror" "$keyring" >"$1/parts/sid.sources"
}

# NAME=VERSION when the mirror still has that version, else NAME=<newest fitting version>, said aloud.
available() {
  local name=${2%%=*} version=${2#*=} known newest
  known=$(private_apt "$1" apt-cache madison "$name" | awk '{print $3}')
  if grep -qxF "$version" <<<"$known"; then
    printf '%s\n' "$2"
    return
  fi
  [ "$name" != odoo-19 ] || known=$(grep -E "^([0-9]+:)?${ODOO_SERIES//./\\.}[.+~-]" <<<"$known" || true)
  newest=$(head -n 1 <<<"$known")
  [ -n "$newest" ] || die "The Debian mirror has no $name for Odoo $ODOO_SERIES any more; set ODOO_SOURCE to a source folder."
  say "The Debian mirror no longer has $name $version; taking $newest instead."
  printf '%s\n' "$name=$newest"
}

fetch_debs() {
  local folder=$1 apt=$1/apt wanted=() deb
  say "Downloading Odoo $ODOO_SERIES (130 MB) …"
  write_sources "$apt"
  private_apt "$apt" apt-get -qq update || die "Reading Debian's package list failed; is the mirror reachable?"
  for deb in "${ODOO_DEBS[@]}"; do
    deb=$(available "$apt" "$deb") || exit 1
    wanted+=("$deb")
  done
  (cd "$folder" && private_apt "$apt" apt-get -qq download "${wanted[@]}") || die "Downloading Odoo from the Debian mirror failed."
  rm -rf "$apt"
}

build_server() {
  local deb addons=$2/usr/lib/python3/dist-packages/odoo/addons modules=$WORK/npm/node_modules
  say "Unpacking Odoo …"
  for deb in "$1"/*.deb; do dpkg-deb -x "$deb" "$2"; done
  # Debian drops a file of the mail addon, and its Font Awesome is another major version than Odoo's.
  mkdir -p "$addons/mail/static/lib/selfie_segmentation"
  cp "$modules/@mediapipe/selfie_segmentation/selfie_segmentation.js" "$addons/mail/static/lib/selfie_segmentation/"
  for deb in "$addons"/web/static/{lib,src/libs}/fontawesome/fonts; do
    [ -d "$deb" ] && rm -f "$deb"/* && cp "$modules"/font-awesome/fonts/* "$deb/"
  done
}

ensure_server() {
  local key
  [ -z "${ODOO_SOURCE:-}" ] || return 0
  key=$(printf '%s\n' "${ODOO_DEBS[@]}" | digest)
  fetch debs "$key" fetch_debs
  part server "$(cat <(printf %s "$key $SERVER_BUILD") "$ROOT/package-lock.json" | digest)" build_server "$FETCHED"
}

# Sets ODOO_PATH (what goes on PYTHONPATH) and ODOO_ADDONS (the addons folders of Odoo itself).
locate_odoo() {
  local source=${ODOO_SOURCE:-$WORK/server/usr/lib/python3/dist-packages}
  ODOO_PATH=$(cd "$source" 2>/dev/null && pwd -P) || die "ODOO_SOURCE=$source is not a folder."
  grep -qs 'version_info = (19, 0,' "$ODOO_PATH/odoo/release.py" ||
    die "ODOO_SOURCE=$source does not hold Odoo $ODOO_SERIES (no odoo/release.py that says 19.0)."
  # A checkout keeps the addons in addons/. Debian has all of them in odoo/addons, and Python files only in addons/.
  if [ -f "$ODOO_PATH/odoo/addons/crm/__manifest__.py" ]; then
    ODOO_ADDONS=$ODOO_PATH/odoo/addons
  elif [ -f "$ODOO_PATH/addons/crm/__manifest__.py" ]; then
    ODOO_ADDONS=$ODOO_PATH/addons,$ODOO_PATH/odoo/addons
  else
    die "ODOO_SOURCE=$source has no addon crm; name the folder that holds odoo/ and addons/."
  fi
}
