"""Kernel messages of priority error and above since the last round, from the journal or the kernel's buffer.

A message is of exactly one kind: the end of a process for want of memory, a machine check, or another error.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, instant, rows, whole

# The journal reaches over a reboot, which is when it matters; `-k` would not. The buffer counts from the start.
# A container may read neither. That something says "container" is no reason not to try: images carry such marks along.
SNIPPET = r"""
case $1 in @*) ;; *) echo "expected @seconds, found $1" >&2; exit 2 ;; esac
summary() {
  awk '
    function keep(kind) {
      count[kind]++
      line[kind, count[kind] % 10] = substr($0, 1, 300)
    }
    /Out of memory|Killed process|out of memory/ { keep("oom"); next }
    /\[Hardware Error\]|Machine check|mce:/ { keep("mce"); next }
    { keep("error") }
    END {
      split("error oom mce", kinds, " ")
      for (k = 1; k <= 3; k++) {
        n = count[kinds[k]] + 0
        print "count", kinds[k], n
        for (i = n > 10 ? n - 9 : 1; i <= n; i++) print kinds[k], line[kinds[k], i % 10]
      }
    }'
}
if [ -n "$(journalctl -q -n 1 -o cat _TRANSPORT=kernel 2>/dev/null)" ]; then
  echo "source journal"
  journalctl -q --no-pager -p err --since "$1" -o short-unix _TRANSPORT=kernel | sed 's/ [^ ]* kernel: / /' | summary
else
  if ! buffer=$(dmesg -r); then
    ! grep -q ' 4294967295$' /proc/self/uid_map || [ -e /run/systemd/container ] || [ -e /run/.containerenv ] ||
      [ -e /.dockerenv ] || exit 1
    absent "a container has no kernel log of its own"
  fi
  echo "source buffer"
  started=$(awk '$1 == "btime" { print $2 }' /proc/stat)
  printf '%s\n' "$buffer" | awk -v started="$started" -v since="${1#@}" '
    match($0, /^<[0-9]+>\[ *[0-9]+\.[0-9]+\] /) {
      head = substr($0, 2, RLENGTH - 1); split(head, part, /[]> []+/)
      when = started + int(part[2])
      if (part[1] % 8 <= 3 && when >= since) print when, substr($0, RLENGTH + 1)
    }' | summary
fi
"""
KINDS = ("error", "oom", "mce")


def parse(output: Output) -> Mapping[str, Answer]:
    """`source …`, then for each kind `count <kind> <n>` and up to ten `<kind> <epoch seconds> <message>` lines."""
    counts, lines = dict[str, int](), {kind: list[str]() for kind in KINDS}
    for row in rows(output.stdout):
        word, rest = fields(row, 2, "the kernel log")
        if word == "count":
            kind, count = fields(rest, 2, "a count")
            counts[kind] = whole(count, "the number of messages")
        elif word in KINDS:
            when, message = fields(rest, 2, "a message")
            lines[word].append(f"{instant(when, 'the time of a message')} {message[:200]}")
        elif word != "source":
            raise Unreadable(f"expected source, count or {KINDS}, found {row!r}")
    if counts != {kind: counts.get(kind, -1) for kind in KINDS} or any(_short(counts[k], lines[k]) for k in KINDS):
        raise Unreadable(f"expected a count of {KINDS} and their last messages, found {counts}")
    return {
        "errors": lines["error"],
        "error_count": counts["error"],
        "oom": lines["oom"],
        "machine_checks": lines["mce"],
    }


def _short(count: int, lines: list[str]) -> bool:
    return count < 0 or len(lines) != min(count, 10)


READING = Reading(
    values={
        "errors": "the last ten error messages since the last round, without the two kinds below",
        "error_count": "how many there were",
        "oom": "processes ended for want of memory since then, the last ten",
        "machine_checks": "hardware errors that the processor reported since then, the last ten",
    },
    parse=parse,
    snippet=SNIPPET,
    command="dmesg --level=err,crit,alert,emerg",
    privileged=True,
)
