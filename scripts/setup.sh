#!/bin/sh
# Make this clone ready: Debian packages (as root), a virtual environment, the locked dependencies.
#   scripts/setup.sh runtime|develop|bench
# A second call with unchanged locks does nothing and needs no network.
set -eu
cd "$(dirname "$0")/.."
set_name=${1:-runtime}
lock=locks/$set_name.txt
venv=.venv

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 3; }

[ -f "$lock" ] || fail "expected one of runtime, develop, bench, found '$set_name'"

# What the lab and the tests use beside Python. Without root they are only named.
packages="openssh-client openssh-server systemd-container"
[ "$set_name" = develop ] && packages="$packages busybox-static dash git iproute2 nftables poppler-utils procps"

missing=""
if command -v dpkg-query >/dev/null 2>&1; then
  for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
fi
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ]; then
    say "installing Debian packages:$missing"
    log=$(mktemp)
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
      rm -f "$log"
    else
      tail -n 3 "$log" >&2
      say "these packages could not be installed:$missing (see $log); what needs them is left out and says so"
    fi
  else
    say "not installed:$missing (as root: apt-get install$missing); what needs them is left out and says so"
  fi
fi

stamp=$venv/.installed-$set_name
sum=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && exit 0

python=""
for candidate in python3 python3.13 python3.12 python3.11; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || fail "Python 3.11, 3.12 or 3.13 is missing: install python3 from your distribution; nothing runs without it"

if [ ! -x "$venv/bin/pip" ]; then
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get install -y --no-install-recommends python3-venv >/dev/null 2>&1 ||
      fail "python3-venv is missing: as root, apt-get install python3-venv; nothing runs without it"
  fi
  say "creating the virtual environment with $python"
  "$python" -m venv "$venv"
fi
say "installing $(grep -c '==' "$lock") locked packages (about a minute)"
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
  fail "the locked packages could not be installed: this first run needs the package index that pip is configured for"
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . ||
  fail "the project itself could not be installed into $venv"
echo "$sum" >"$stamp"
