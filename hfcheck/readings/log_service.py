"""Who writes the logs, where they are sent, and how long they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, rows, whole
from hfcheck.readings.snippets import PROCESS_NAMES

# Only targets are printed: these files may hold passwords. A rule of logrotate is printed as its settings alone.
SNIPPET = (
    PROCESS_NAMES
    + r"""
for name in $(process_names | sort -u | grep -xE 'rsyslogd|syslogd|syslog-ng|systemd-journal'); do
  echo "collector $name"
done
for file in /etc/rsyslog.conf /etc/rsyslog.d/*.conf; do
  [ -r "$file" ] || continue
  sed -n -e '/^[[:space:]]*#/d' -e 's/.*[[:space:](]target="\([^"]*\)".*/target \1/p' \
    -e 's/^[^[:space:]]*[[:space:]]\{1,\}@@\{0,1\}\(([^)]*)\)\{0,1\}\([^@;[:space:]]*\).*/target \2/p' "$file"
done
[ -r /etc/systemd/journal-upload.conf ] &&
  sed -n 's|^[[:space:]]*URL=[a-z]*:/*\([^@/]*\).*|target \1|p' /etc/systemd/journal-upload.conf
for file in /etc/systemd/journald.conf /etc/systemd/journald.conf.d/*.conf; do
  [ -r "$file" ] && sed -n 's/^[[:space:]]*MaxRetentionSec=/journal /p' "$file"
done
[ -r /etc/logrotate.conf ] && { awk '
  function word(text, value) {
    if (text == "{") { inside = 1; settings = shared; return }
    if (text == "}") { for (; paths > 0; paths--) print "rotate", path[paths], settings; inside = 0; return }
    if (!inside && text ~ /^\/var\/log\/(syslog|messages|auth\.log|secure|audit)/) path[++paths] = text
    if (text ~ /^(rotate|maxage|size|maxsize)$/) text = text "=" value
    else if (text !~ /^(daily|weekly|monthly|yearly)$/) return
    if (inside) settings = settings " " text; else shared = shared " " text
  }
  { sub(/^[ \t]*#.*/, "") }
  script { if ($1 == "endscript") script = 0; next }
  $1 ~ /^(prerotate|postrotate|firstaction|lastaction|preremove)$/ { script = 1; next }
  { gsub(/[{]/, " { "); gsub(/[}]/, " } "); gsub(/[="]/, " "); for (i = 1; i <= NF; i++) word($i, $(i + 1)) }
' /etc/logrotate.conf $(ls /etc/logrotate.d/* 2>/dev/null) || exit 1; }
echo end
"""
)
PERIODS = {"daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
SPAN = re.compile(r"(\d+) *(year|y|month|M|week|w|day|d)s?")
SPAN_DAYS = {"year": 365, "y": 365, "month": 30, "M": 30, "week": 7, "w": 7, "day": 1, "d": 1}


def _days(settings: Iterable[str], path: str) -> int:
    """Days kept by logrotate; its later words override earlier ones."""
    period, count, age = 0, 0, None
    for word in settings:
        key, _, value = word.partition("=")
        if key in PERIODS:
            period = PERIODS[key]
        elif key == "rotate":
            count = whole(value, "rotate")
        elif key == "maxage":
            age = whole(value, "maxage")
        else:
            raise Unreadable(f"{path} is rotated by its size ({word}), so the days are not known")
    kept = period * count
    if kept <= 0:
        raise Unreadable(f"expected a period and a count for {path}, found {list(settings)}")
    return kept if age is None else min(kept, age)


def _span(text: str) -> int:
    found = SPAN.fullmatch(text)
    if not found:
        raise Unreadable(f"expected days, weeks, months or years for MaxRetentionSec, found {text!r}")
    return whole(found[1], "MaxRetentionSec") * SPAN_DAYS[found[2]]


def _retention(rotated: Iterable[str], journal: Sequence[str], collectors: Iterable[str]) -> Answer:
    try:
        split = [fields(f"{line} ", 2, "a rule of logrotate") for line in rotated]
        days = {path: _days(settings.split(), path) for path, settings in split}
        # systemd reads 0 as "no limit of time", which leaves the limit of size; its last assignment wins.
        if journal and journal[-1] != "0":
            days["journal"] = _span(journal[-1])
    except Unreadable as problem:
        return NotSeen(Reason.UNREADABLE, str(problem))
    if days:
        return days
    if "systemd-journal" in collectors:
        return NotSeen(Reason.NO_ANSWER, "the journal is bounded by its size, not by days")
    return NotApplicable(Reason.ABSENT, "no system log is rotated")


def _host(target: str) -> str:
    """The host of `host`, `host:port` or `[address]:port`."""
    return target[1:].partition("]")[0] if target.startswith("[") else target.partition(":")[0]


def parse(output: Output) -> Mapping[str, Answer]:
    """`collector <process>`, `target <host[:port]>`, `journal <span>`, `rotate <path> <settings>` lines, then `end`."""
    lines = list(rows(output.stdout))
    if not lines or lines.pop() != "end":
        raise Unreadable("expected the line 'end' at the end, found none")
    found: dict[str, list[str]] = {"collector": [], "target": [], "journal": [], "rotate": []}
    for line in lines:
        tag, rest = fields(line, 2, "a log setting")
        if tag not in found:
            raise Unreadable(f"expected a line of {sorted(found)}, found {line!r}")
        found[tag].append(rest)
    return {
        "collecting": bool(found["collector"]),
        "collectors": found["collector"],
        "remote_targets": sorted({_host(target) for target in found["target"]}),
        "retention_days": _retention(found["rotate"], found["journal"], found["collector"]),
    }


READING = Reading(
    values={
        "collecting": "whether any process collects logs",
        "collectors": "names of the running log collectors, as the kernel shows them",
        "remote_targets": "hosts to which rsyslog or the journal sends the logs",
        "retention_days": "system log (path of a logrotate rule, or 'journal') → days that its rules keep it",
    },
    parse=parse,
    snippet=SNIPPET,
    command="systemctl status rsyslog；cat /etc/rsyslog.conf；cat /etc/logrotate.conf；cat /etc/systemd/journald.conf",
    privileged=True,
)
