#!/bin/sh
# Renew the lock files: versions and hashes, no addresses. Needs `uv`.
set -eu
cd "$(dirname "$0")/.."
plain=$(mktemp)
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$@"; }
lock --extra build pyproject.toml -o locks/runtime.txt
sed 's/ *\\$//; /--hash/d' locks/runtime.txt >"$plain"
lock --extra build --extra develop -c "$plain" pyproject.toml -o locks/develop.txt
lock --extra build --extra bench -c "$plain" pyproject.toml -o locks/bench.txt
rm -f "$plain"
