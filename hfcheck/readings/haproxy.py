"""A load balancer, asked over the socket that it is administered by: what it serves with, and how it looks at that."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed, known, only, pair, tagged

# Of the configuration nothing leaves the node but what a healthy backend is known by.
SNIPPET = r"""
need haproxy
need socat
[ -e /etc/haproxy/haproxy.cfg ] || absent "no haproxy.cfg"
echo haproxy
if haproxy -c -q -f /etc/haproxy/haproxy.cfg >/dev/null 2>&1; then echo "valid yes"; else echo "valid no"; fi
awk '$1 == "backend" || $1 == "listen" { name = $2 }
  $1 == "http-check" && $2 == "expect" && $3 == "string" {
    text = $0; sub(/^[ \t]*http-check[ \t]+expect[ \t]+string[ \t]+/, "", text)
    plain = ""
    while (match(text, /\\[ \\#"\047]/)) {
      plain = plain substr(text, 1, RSTART - 1) substr(text, RSTART + 1, 1); text = substr(text, RSTART + 2)
    }
    print "expect", name, substr(plain text, 1, 300)
  }' /etc/haproxy/haproxy.cfg
socket=/run/haproxy/admin.sock
if [ -e "$socket" ]; then
  echo "mode $(stat -c %a "$socket")"
  echo "show stat" | socat -t 5 - "UNIX-CONNECT:$socket" 2>/dev/null | sed -n '/./s/^/stat /p'
fi
exit 0
"""
TAGS = ("valid", "expect", "mode", "stat")
YES = {"yes": True, "no": False}
WHOLE = ("FRONTEND", "BACKEND")
SILENT = NotSeen(Reason.NO_ANSWER, "nothing answers on the socket that haproxy is administered by")
COLUMNS = ("# pxname", "svname", "status")


def _servers(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(backend, server, status) of the table's rows that are servers."""
    try:
        table = list(csv.DictReader(lines, strict=True))
    except csv.Error as problem:
        raise Unreadable(f"expected a table of statistics, found one that is broken: {problem}") from None
    for row in table:
        named = [row.get(column) for column in COLUMNS]
        if not all(isinstance(word, str) and word for word in named):
            raise Unreadable(f"expected a row with {', '.join(COLUMNS)}, found {str(named)[:80]}")
        backend, server, status = map(str, named)
        if server not in WHOLE:
            yield backend, server, status


def _counted(lines: Sequence[str]) -> Mapping[str, Answer]:
    if not lines:
        return {"answering": False, "servers_up": SILENT, "servers_down": SILENT, "servers_drained": SILENT}
    up: dict[str, int] = defaultdict(int)
    others: dict[bool, list[str]] = {True: [], False: []}
    for backend, server, status in _servers(lines):
        # Half up (UP 1/2) is up; a word of its own means that a person took the server out.
        up[backend] += status.startswith("UP")
        if not status.startswith("UP"):
            others[status.startswith(("DRAIN", "MAINT"))].append(f"{backend}/{server}")
    return {
        "answering": True,
        "servers_up": dict(up),
        "servers_down": sorted(others[False]),
        "servers_drained": sorted(others[True]),
    }


def parse(output: Output) -> Mapping[str, Answer]:
    """`haproxy`, then lines of TAGS; `stat` lines are the rows of the table of statistics."""
    found = tagged("\n".join(headed(output.stdout, "haproxy")), TAGS)
    mode = NotSeen(Reason.NO_ANSWER, "there is no such socket") if not found["mode"] else only(found, "mode")
    return {
        "valid": YES[known(only(found, "valid"), tuple(YES), "validity")],
        "content": dict(pair(line, "an expected content") for line in found["expect"]),
        "socket_mode": mode,
        **_counted(found["stat"]),
    }


READING = Reading(
    values={
        "valid": "whether haproxy takes its configuration",
        "content": "backend → text by which a healthy server of it is known",
        "socket_mode": "mode of the socket, in octal digits",
        "answering": "whether it answers on that socket",
        "servers_up": "backend → how many of its servers are in use",
        "servers_down": "backend/server of those that failed their checks",
        "servers_drained": "backend/server of those that somebody took out of use",
    },
    parse=parse,
    snippet=SNIPPET,
    privileged=True,
    command="haproxy -c -f /etc/haproxy/haproxy.cfg；echo 'show stat' | socat - /run/haproxy/admin.sock",
)
