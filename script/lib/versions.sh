# shellcheck shell=bash disable=SC2034
# What the environment is made of. Python packages: script/requirements*.txt; Node packages: package-lock.json.
ODOO_SERIES=19.0
# Raise it when build_server in server.sh changes what it builds.
SERVER_BUILD=1
# Debian's package of Odoo and what Debian took out of it, name=version, from the suite "sid".
ODOO_DEBS=(
  odoo-19=19.0.0+dfsg-1
  libjs-jquery=3.7.1+dfsg+~3.5.33-1
  libjs-jquery-form=12-4
  libjs-underscore=1.13.8~dfsg+~1.13.0-1
  fonts-roboto-unhinted=2:3.016-1
  fonts-montserrat=9.000-6
  fonts-inconsolata=3.001+ds-1
  fonts-ocr-b=0.3.1~dfsg-2
)
PYTHON_CANDIDATES=(python3 python3.12 python3.11 python3.13 python3.10)
