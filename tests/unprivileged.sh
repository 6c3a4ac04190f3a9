#!/bin/sh
# Installs and runs the checkout as docs/operator.md says: as a user who has no home, no environment and may
# write to nothing but the data folder once it is installed. Needs root, to become nobody, and downloads what the lock
# names; so it is no part of bin/test. PYTHON names a Python that everybody may run.
#
#   tests/unprivileged.sh [FOLDER]      FOLDER is made anew; it stays for whoever wants to look
set -eu
cd "$(dirname "$0")/.."
place=${1:-$(mktemp -d)}
port=${PORT:-18173}
rm -rf "$place"
mkdir -p "$place/site"
chmod 755 "$place" "$place/site"
git archive HEAD | tar -x -C "$place/site"
chown -R nobody "$place"

nobody() {
  # Where packages come from is the machine's affair.
  (cd / && env -i PATH=/usr/bin:/bin PYTHON="${PYTHON:-/usr/bin/python3}" \
    $(env | grep -E '^(UV|PIP)_[A-Z_]*INDEX[A-Z_]*=|^[A-Za-z]+_(proxy|PROXY)=|^(SSL_CERT|REQUESTS_CA|PIP_CERT|UV_NATIVE)[A-Z_]*=' || true) \
    setpriv --reuid=nobody --regid=nogroup --clear-groups "$@")
}

nobody "$place/site/bin/setup"
nobody "$place/site/bin/setup" # a second time there is nothing to do
[ -z "$(ls "$place/site/.venv/lib"/python3*/site-packages | grep -E '^(pip|setuptools)(-|$)' || true)" ] || {
  echo "pip or setuptools is still there" >&2
  exit 1
}
# From here on only the data folder may be written to, as with ProtectSystem=strict.
chown -R root "$place/site"
chmod -R go-w "$place/site"
install -d -o nobody -g nogroup -m 700 "$place/site/data"
echo "STANDFIRST_URL=http://127.0.0.1:$port" | install -o nobody -g nogroup -m 600 /dev/stdin "$place/site/data/settings.env"

nobody sh -c 'echo $$ > "$0/site/data/pid"; exec "$0/site/bin/run" --port "$1" --empty --processes 1' "$place" "$port" > "$place/log" 2>&1 &
trap 'kill "$(cat "$place/site/data/pid")"; wait' EXIT
tries=0
until nobody "$place/site/.venv/bin/python" -c "import socket; socket.create_connection(('127.0.0.1', $port))" 2>/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 900 ] || { cat "$place/log" >&2; exit 1; }
  sleep 1
done
nobody "$place/site/.venv/bin/standfirst" doctor | tee "$place/doctor" || true
grep -q "Site: http://127.0.0.1:$port, in $place/site/data" "$place/doctor"
echo "Subject: no report" | nobody "$place/site/.venv/bin/standfirst" bounce --to bounces+1-x@paper.example && exit 1
open=$(find "$place/site/data" -perm /077 ! -name pid)
[ -z "$open" ] || { echo "others may read: $open" >&2; exit 1; }
echo "Installed and served in $place by a user without a home."
