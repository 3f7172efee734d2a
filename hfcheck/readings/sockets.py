"""Ports on which the target can be reached from elsewhere: `ss` where it exists, /proc/net where it does not.

What listens on loopback addresses only is left out: nobody reaches it from outside, and it changes without notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows, whole

# Only root is told the names of all processes; the ports are the same for everybody.
SNIPPET = r"""
if command -v ss >/dev/null 2>&1 && out=$(ss -lntup); then
  echo "source ss"
  printf '%s\n' "$out"
else
  echo "source proc"
  for kind in tcp tcp6 udp udp6; do
    [ ! -r /proc/net/$kind ] || awk -v kind=$kind '
      NR > 1 && (kind ~ /tcp/ && $4 == "0A" || kind ~ /udp/ && $4 == "07") { print kind, $2 }' /proc/net/$kind
  done
fi
"""
SS_LINE = re.compile(r'(tcp|udp)\s+(?:LISTEN|UNCONN)\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+(?:\s+users:\(\("([^"]*)".*)?\s*')
LOOPBACK = re.compile(r"127\.|\[::1\]|::1$|\[::ffff:127\.")
# The kernel prints addresses in words of its own byte order (little-endian), ports as numbers.
PROC_LINE = re.compile(r"(tcp|udp)6? ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})")
PROC_LOOPBACK = re.compile(r"[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F")
Socket = tuple[str, int, str]


def parse(output: Output) -> Mapping[str, Answer]:
    """`source ss|proc`, then the lines of `ss -lntup`, or `<table> <hexadecimal address:port>` lines."""
    first, *lines = [*rows(output.stdout), ""]
    match first:
        case "source ss":
            found = list(_ss(lines[:-1]))
        case "source proc":
            found = list(_proc(lines[:-1]))
        case other:
            raise Unreadable(f"expected source ss or proc, found {other!r}")
    if any(not 0 < port < 65536 for _, port, _ in found):
        raise Unreadable("expected ports from 1 to 65535")
    ordered = sorted(set(found))
    owners = {f"{kind}/{port}": owner for kind, port, owner in ordered if owner}
    return {
        "listening": list(dict.fromkeys(f"{kind}/{port}" for kind, port, _ in ordered)),
        "owners": owners or NotSeen(Reason.NO_ANSWER, "no process could be told"),
    }


def _ss(lines: Iterable[str]) -> Iterable[Socket]:
    for line in lines:
        if line.startswith("Netid "):
            continue
        found = SS_LINE.fullmatch(line)
        if not found:
            raise Unreadable(f"expected a line of ss, found {line!r}")
        if not LOOPBACK.match(found[2]):
            yield found[1], whole(found[3], "a port"), found[4] or ""


def _proc(lines: Iterable[str]) -> Iterable[Socket]:
    for line in lines:
        fields(line, 2, "a socket")
        found = PROC_LINE.fullmatch(line)
        if not found:
            raise Unreadable(f"expected a table and an address, found {line!r}")
        if not PROC_LOOPBACK.fullmatch(found[2]):
            yield found[1], int(found[3], 16), ""


READING = Reading(
    values={
        "listening": "protocol/port that can be reached from elsewhere (loopback listeners are left out)",
        "owners": "protocol/port → process, where it could be told",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ss -tulnp",
    privileged=False,
)
