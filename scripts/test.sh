#!/bin/sh
# All tests; what cannot run here is skipped and says why.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH:/usr/sbin:/sbin # where a plain user does not look for nft and sshd
export PATH
exec python -m pytest -q -ra "$@"
