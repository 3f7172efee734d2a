"""Zombies and processes stuck in the kernel (state D), from /proc.

A process may be in either state for a moment, so the snippet looks a second time when it found one; only what was
there both times is reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows, whole

# With hidepid a plain user sees only his own processes: process 1 tells.
SNIPPET = r"""
[ -r /proc/1/status ] || exit 5
look() {
  cat /proc/[0-9]*/status 2>/dev/null | awk -F '\t' '
    $1 == "Name:" { name = $2 }
    $1 == "State:" { state = substr($2, 1, 1) }
    $1 == "Pid:" { total++; if (state == "Z" || state == "D") print state, $2, name }
    END { print "total", total + 0 }'
}
first=$(look)
printf '%s\n' "$first"
case $first in
  total*) ;;
  *) sleep 2; look ;;
esac
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """One or two looks, each `<Z|D> <pid> <name>` lines and `total <processes>` at its end."""
    looks: list[set[tuple[str, int, str]]] = []
    seen: set[tuple[str, int, str]] = set()
    totals = []
    for row in rows(output.stdout):
        word, rest = fields(row, 2, "processes")
        if word == "total":
            totals.append(whole(rest, "the number of processes"))
            looks, seen = [*looks, seen], set()
        else:
            seen.add(_process(word, rest))
    if not totals or min(totals) < 1 or seen or len(looks) != (2 if looks[0] else 1):
        raise Unreadable("expected one look without, or two looks with zombies or stuck processes")
    lasting = sorted(set.intersection(*looks))
    return {
        "total": totals[0],
        "zombies": sum(state == "Z" for state, _, _ in lasting),
        "stuck": [f"{name}[{pid}]" for state, pid, name in lasting if state == "D"],
    }


def _process(state: str, rest: str) -> tuple[str, int, str]:
    if state not in ("Z", "D"):
        raise Unreadable(f"expected state Z or D, found {state!r}")
    pid, name = fields(rest, 2, "a process")
    return state, whole(pid, "a process number"), name


READING = Reading(
    values={
        "total": "processes there are",
        "zombies": "processes that ended and wait for their parent, seen twice 2 s apart",
        "stuck": "processes in uninterruptible sleep, seen twice 2 s apart: name[pid]",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ps -ef",
)
