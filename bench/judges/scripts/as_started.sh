#!/bin/sh
# as_started.sh COMMAND...: runs a command that sees the kernel's settings as they would be after a start, in a mount
# namespace of its own: a container may not write them, so that a copy with the declared values lies over them. Settings
# that this kernel does not have are not made up.
set -eu
[ "${1:-}" = inside ] || exec unshare --mount sh "$0" inside "$@"
shift
view=$(mktemp -d)
mount -t tmpfs view "$view"
cd /proc/sys
for top in dev fs kernel vm net/core; do
  find "$top" -type f 2>/dev/null | while read -r key; do
    mkdir -p "$view/${key%/*}"
    cat "$key" >"$view/$key" 2>/dev/null || :
  done
done
systemd-analyze cat-config sysctl.d 2>/dev/null | sed -n 's/^-\{0,1\} *\([a-z][^=*]*[^ =*]\) *= *\(.*\)$/\1 \2/p' |
  while read -r key value; do
    key=$(printf %s "$key" | tr . /)
    [ ! -f "$view/$key" ] || printf '%s\n' "$value" >"$view/$key"
  done
for top in dev fs kernel vm net/core; do
  mount --bind "$view/$top" "/proc/sys/$top"
done
cd /
exec "$@"
