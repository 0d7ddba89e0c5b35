# shellcheck shell=bash
# Databases of this environment: made once, complete or absent, copied for every use.
LOGS=$WORK/logs

sql() { psql -X -At -d postgres -c "$1" </dev/null; }
filestore() { printf '%s\n' "$WORK/data/filestore/$1"; }
has_db() { [ -d "$(filestore "$1")" ] && [ "$(sql "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

drop_db() {
  dropdb --if-exists --force "$1" 2>/dev/null
  rm -rf "$(filestore "$1")"
}

# Files of a filestore never change, so a copy of the database can share them.
copy_db() {
  drop_db "$2"
  createdb -T "$1" "$2"
  cp -al "$(filestore "$1")" "$(filestore "$2")"
}

rename_db() {
  drop_db "$2"
  sql "ALTER DATABASE \"$1\" RENAME TO \"$2\"" >/dev/null
  rm -rf "$(filestore "$2")"
  mv -T "$(filestore "$1")" "$(filestore "$2")"
}

# odoo_step LOG SENTENCE ARGS…: one run of Odoo; on failure SENTENCE and the end of its log.
odoo_step() {
  local log=$LOGS/$1.log sentence=$2
  shift 2
  mkdir -p "$LOGS"
  if ! run_child python "$LIB/odoo_cli.py" "$@" >"$log" 2>&1 || grep -qE ' (ERROR|CRITICAL) ' "$log"; then
    grep -E -A 30 ' (ERROR|CRITICAL) ' "$log" | tail -n 40 >&2
    die "$sentence (${log#"$ROOT"/} has all of it)"
  fi
}

# install DATABASE MODULES OPTIONS…: in a new database, or in one that is there.
install() {
  local database=$1 modules=$2
  shift 2
  # Odoo would create it too, but first ask for PostgreSQL extensions that the embedded one lacks.
  has_db "$database" || createdb -T template0 -E UTF8 --lc-collate=C "$database"
  odoo_step "install-$database" "Installing $modules failed." -d "$database" -i "$modules" --no-http --stop-after-init \
    --log-level=warn "$@"
  mkdir -p "$(filestore "$database")"
}

# Build the bundles that the first page would wait for.
pregenerate_assets() {
  odoo_step "assets-$1" "Building the bundles of $1 failed." shell -d "$1" --no-http --log-level=warn <<'CODE'
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
CODE
}

# Scripts that must end at once on a signal set CHILD_IN_BACKGROUND; bash only runs traps between commands.
run_child() {
  if [ -z "${CHILD_IN_BACKGROUND:-}" ]; then
    "$@"
    return
  fi
  "$@" <&0 &
  CHILD=$!
  wait "$CHILD"
}

odoo_key() {
  {
    readlink "$WORK/venv"
    if [ -z "${ODOO_SOURCE:-}" ]; then readlink "$WORK/server"; else
      printf '%s\n' "$ODOO_PATH"
      git -C "$ODOO_PATH" rev-parse HEAD 2>/dev/null || stat -c %Y "$ODOO_PATH/odoo/release.py"
    fi
  } | digest
}

# addons_key FOLDER: a key for everything in a copy of our addons that an installed database depends on.
addons_key() {
  (cd "$1" && find . -type f ! -path '*/tests/test_*.py' ! -name '*.md' -print0 | sort -z | xargs -0 sha256sum) | digest
}

# What our addon depends on; it is left where it is when our addon is uninstalled.
BASE_MODULES=crm,project,web_hierarchy

# Addons of Odoo that meet crm, with what they bring along: installed together, in one database.
NEIGHBOURS=event_crm,website_crm,website_crm_partner_assign,crm_livechat,survey_crm,mass_mailing_crm
NEIGHBOURS+=,crm_mail_plugin,sale_crm,sale_project,crm_iap_enrich,crm_sms,test_crm_full

# drop_others PATTERN KEPT…: the databases whose name matches, but for those that are kept.
drop_others() {
  local pattern=$1 old
  shift
  for old in $(sql "SELECT datname FROM pg_database WHERE datname ~ '$pattern'"); do
    case " $* " in *" $old "*) ;; *) drop_db "$old" ;; esac
  done
}

# Make the database with these modules and our addon that others are copied from, when files changed.
make_template() {
  local base template
  base=playbook_base_$({ odoo_key && printf %s "$BASE_MODULES"; } | digest)
  template=playbook_tpl_$({ printf %s "$base" && addons_key "$WORK/lint"; } | digest)
  drop_others '^playbook_(base|tpl)_' "$base" "$template"
  if ! has_db "$base"; then
    say "Installing $BASE_MODULES in a database to copy from …"
    drop_db playbook_new && install playbook_new "$BASE_MODULES"
    rename_db playbook_new "$base"
  fi
  if ! has_db "$template"; then
    say "Installing crm_playbook in it …"
    copy_db "$base" playbook_new
    install playbook_new crm_playbook
    pregenerate_assets playbook_new
    rename_db playbook_new "$template"
  fi
  export PLAYBOOK_BASE=$base PLAYBOOK_TEMPLATE=$template # for tests that make copies themselves
}

# template DATABASE: copy the database with our addon to DATABASE.
template() {
  make_template
  copy_db "$PLAYBOOK_TEMPLATE" "$1"
}

# neighbours DATABASE: the same, with the neighbours installed as well.
neighbours() {
  local made
  make_template
  made=playbook_neighbours_$(printf %s "$PLAYBOOK_TEMPLATE $NEIGHBOURS" | digest)
  drop_others '^playbook_neighbours_' "$made"
  if ! has_db "$made"; then
    say "Installing the neighbours in a database to copy from …"
    copy_db "$PLAYBOOK_TEMPLATE" playbook_new
    install playbook_new "$NEIGHBOURS"
    pregenerate_assets playbook_new
    rename_db playbook_new "$made"
  fi
  copy_db "$made" "$1"
}
