#!/bin/sh
# All tests, or those that are named; what cannot run here is skipped and says why.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH:/usr/sbin:/sbin # where a plain user does not look for nft and sshd
export PATH
[ $# = 0 ] || exec python -m pytest -q -ra "$@"

# Fresh servers mostly keep others waiting, for packages, their starts and their timers: they are tested beside the rest.
log=$(mktemp)
python -m pytest -q -ra tests/servers >"$log" 2>&1 </dev/null &
servers=$!
trap 'kill "$servers" 2>/dev/null || true; rm -f "$log"' EXIT
trap 'exit 130' INT TERM
status=0
python -m pytest -q -ra --ignore=tests/servers --ignore=tests/machine || status=$?
echo "tests: waiting for those of fresh servers" >&2
wait "$servers" || status=$?
cat "$log"
exit "$status"
