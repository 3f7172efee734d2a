#!/bin/sh
# Brings OpenSCAP and Lynis into a fresh Debian 12. The rules that know Debian 12, and the newer Lynis, are Debian 13's:
# apt fetches and verifies them as everything else, from the same mirror, and nothing else comes from there.
set -eu
export DEBIAN_FRONTEND=noninteractive
list=/etc/apt/sources.list.d/judges.list pin=/etc/apt/preferences.d/judges
trap 'rm -f "$list" "$pin"' EXIT
sed -n 's/ bookworm main$/ trixie main/p' /etc/apt/sources.list >"$list"
printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >"$pin"
apt-get -q update
# linux-base is what these rules take for a machine that is no container.
apt-get -q -y --no-install-recommends install openscap-scanner linux-base lynis/trixie ssg-debian/trixie
