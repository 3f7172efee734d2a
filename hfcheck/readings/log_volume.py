"""How much room the logs take, and when something was last written to them."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, instant, only, tagged, whole

# du names a directory after what is in it, so a line that the line before it begins with is a directory.
SNIPPET = r"""
[ -d /var/log ] || absent "no /var/log"
du -axk /var/log/ 2>/dev/null | awk -F '\t' '
  NF != 2 { split($0, part, /[ \t]+/); $1 = part[1]; $2 = substr($0, length(part[1]) + 2) }
  { sub(/\/$/, "", $2) }
  $2 != "/var/log" && index(before, $2 "/") != 1 && $1 + 0 > largest { largest = $1 + 0; file = $2 }
  { before = $2; total = $1 }
  END { print "total", total; if (file != "") print "largest", largest, file }'
for dir in /var/log/journal /run/log/journal; do
  [ -d "$dir" ] && echo "journal $(du -skx "$dir" 2>/dev/null | awk '{ print $1 }')"
done
for file in /var/log/syslog /var/log/messages /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do
  [ -f "$file" ] && stat -c 'written %Y %n' "$file"
done
exit 0
"""
# No file system holds that much, and a float still holds it exactly.
MOST_KIB = 1 << 50


def _mib(kib: str, what: str) -> float:
    size = whole(kib, what)
    if not 0 <= size < MOST_KIB:
        raise Unreadable(f"expected KiB for {what}, found {kib[:40]!r}")
    return round(size / 1024, 1)


def _largest(lines: list[str]) -> Answer:
    sizes = [fields(line, 2, "a log file") for line in lines]
    files: dict[str, float] = {path: _mib(kib, "the size of a log") for kib, path in sizes}
    return files or NotApplicable(Reason.ABSENT, "no log file")


def _last(lines: list[str]) -> Answer:
    times = [whole(fields(line, 2, "a time and a log")[0], "the time of a log") for line in lines]
    if not times:
        return NotSeen(Reason.NO_ANSWER, "no system log was found: neither syslog, messages nor a journal")
    return instant(str(max(times)), "the time of a log")


def parse(output: Output) -> Mapping[str, Answer]:
    """`total <KiB>`, `largest <KiB> <file>`, `journal <KiB>` and `written <epoch> <file>` lines."""
    found = tagged(output.stdout, ("total", "largest", "journal", "written"))
    if not only(found, "total"):
        raise Unreadable("expected the size of /var/log, found none")
    journals = [_mib(kib, "the size of the journal") for kib in found["journal"]]
    return {
        "total_mib": _mib(only(found, "total"), "the size of /var/log"),
        "largest_mib": _largest(found["largest"]),
        "journal_mib": round(sum(journals), 1) if journals else NotApplicable(Reason.ABSENT, "no journal"),
        "last_entry": _last(found["written"]),
    }


READING = Reading(
    values={
        "total_mib": "size of /var/log on its own file system, in MiB",
        "largest_mib": "the largest file of /var/log → its size in MiB",
        "journal_mib": "size of the persistent and the volatile journal, in MiB",
        "last_entry": "instant at which the system log or the journal was last written",
    },
    parse=parse,
    snippet=SNIPPET,
    command="du -sh /var/log；journalctl --disk-usage；ls -l /var/log",
    privileged=True,
)
