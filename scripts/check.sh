#!/bin/sh
# Style, types, architecture and Ansible content.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
export PATH
ruff check .
ruff format --check .
mypy
lint-imports
ansible-lint --offline
