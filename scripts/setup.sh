#!/bin/sh
# Make this clone ready: Debian packages (as root), a virtual environment, the locked dependencies.
#   scripts/setup.sh runtime|develop|bench
# A second call with unchanged locks does nothing and needs no network.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin
set_name=${1:-runtime}
lock=locks/$set_name.txt
venv=.venv

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 3; }
is_root() { [ "$(id -u)" = 0 ]; }

[ -f "$lock" ] || fail "expected one of runtime, develop, bench, found '$set_name'"

# --- What is used beside Python: a command, its Debian package, and what is left out without it.
missing="" left_out=""
need() {
  command -v "$1" >/dev/null 2>&1 || { missing="$missing $2" left_out="$left_out${left_out:+, }$3"; }
}
need ssh openssh-client "inspecting anything"
! is_root || need systemd-nspawn systemd-container "the lab's tier with systemd in its nodes"
if [ "$set_name" != runtime ]; then
  need sshd openssh-server "what needs many hosts on loopback"
  ! is_root || need debootstrap debootstrap "what needs fresh servers"
  ! is_root || need nc.openbsd netcat-openbsd "what needs fresh servers"
fi
if [ "$set_name" = develop ]; then
  need busybox busybox-static "tests under busybox ash"
  need dash dash "tests under dash"
  need rsyslogd "rsyslog rsyslog-gnutls" "tests of the delivery of logs"
  need ip iproute2 "tests in networks of their own"
  need nft nftables "tests of firewall rules"
  need pdftotext poppler-utils "tests that read the PDF back"
  need soffice "libreoffice-calc-nogui libreoffice-writer-nogui" "tests that open the documents in an office program"
  need vtysh frr "tests with a real router"
  need prometheus-alertmanager "prometheus prometheus-alertmanager prometheus-blackbox-exporter" "tests of the 7x24 watch"
  need keepalived keepalived "the pair of nodes of the lab"
  need haproxy haproxy "the pair of nodes of the lab"
  need nginx nginx-light "the pair of nodes of the lab"
  need socat socat "the pair of nodes of the lab"
  need arping iputils-arping "the pair of nodes of the lab"
  need swanctl "charon-systemd strongswan-swanctl libcharon-extra-plugins libstrongswan-standard-plugins iputils-ping" "the VPN line of the lab"
  need snmpd "snmpd snmp" "the UPS of the lab"
  need prometheus-snmp-exporter prometheus-snmp-exporter "the 7x24 watch of network devices"
  need restic restic "tests of backups"
  need pg_createcluster postgresql "tests of backups"
  need mariadbd "mariadb-server-core mariadb-client" "tests of backups"
  need pgrep procps "tests that look for processes left behind"
fi

# --- A virtual environment whose Python is gone, or that was made for another place, is made anew.
here=$(pwd -P)
if ! { "$venv/bin/python" -c '' && grep -qF "$here/$venv/bin/python" "$venv/bin/pip"; } 2>/dev/null; then
  rm -rf "$venv"
fi
find_python() { # find_python IMPORT: the first Python that fits and can do this import
  for candidate in python3 python3.13 python3.12 python3.11; do
    "$candidate" -c "import sys; $1; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))" 2>/dev/null || continue
    echo "$candidate"
    return
  done
}
environment="from venv import create; from ensurepip import version" # Debian has both apart, in python3-venv
if [ ! -d "$venv" ]; then
  [ -n "$(find_python "$environment")" ] ||
    { missing="$missing python3 python3-venv" left_out="$left_out${left_out:+, }everything"; }
fi

if [ -n "$missing" ]; then
  if is_root && command -v apt-get >/dev/null 2>&1; then
    say "installing Debian packages:$missing"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    # Somebody else's package source may be out of order: what counts is whether the packages can be had.
    apt-get update >"$log" 2>&1 || true
    # shellcheck disable=SC2086 # a list of words
    if apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
      rm -f "$log"
    else
      say "could not install$missing ($(grep '^E:' "$log" | tail -n 1); see $log), so this is left out: $left_out"
    fi
  elif [ "$left_out" != everything ]; then
    say "missing:$missing (as root: apt-get install$missing), so this is left out: $left_out"
  fi
fi

sum_of() { cat "locks/$1.txt" pyproject.toml | sha256sum | cut -d' ' -f1; }
is_done() { [ -f "$venv/.installed-$1" ] && [ "$(cat "$venv/.installed-$1")" = "$(sum_of "$1")" ]; }
if is_done "$set_name"; then exit 0; fi
# The other sets hold all of runtime, in the same versions.
if [ "$set_name" = runtime ] && { is_done develop || is_done bench; }; then exit 0; fi

# --- Python and what is locked.
if [ ! -d "$venv" ]; then
  python=$(find_python "$environment")
  if [ -z "$python" ]; then
    [ -n "$(find_python pass)" ] ||
      fail "Python 3.11 to 3.13 is missing (as root: apt-get install python3 python3-venv); nothing runs without it"
    fail "Python's venv is missing (as root: apt-get install python3-venv); nothing runs without it"
  fi
  say "creating the virtual environment with $python"
  "$python" -m venv "$venv" || fail "the virtual environment could not be made in $PWD/$venv"
fi
say "installing $(grep -c '==' "$lock") locked packages (about a minute)"
"$venv/bin/pip" install -qq --disable-pip-version-check --require-hashes -r "$lock" ||
  fail "the locked packages could not be installed: the first run needs the package index that pip is configured for"
"$venv/bin/pip" install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable . ||
  fail "the project itself could not be installed into $venv"
sum_of "$set_name" >"$venv/.installed-$set_name"
