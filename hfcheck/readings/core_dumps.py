"""Where core dumps go, and which ones lie about: they hold what the program had in memory."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, known, only, pair, tagged

SNIPPET = r"""
pattern=$(cat /proc/sys/kernel/core_pattern) || exit 1
echo "pattern $pattern"
awk '/^Max core file size/ { print "hard", $6 }' /proc/1/limits || exit 1
for file in /etc/security/limits.conf /etc/security/limits.d/*.conf; do
  [ -r "$file" ] && awk '$1 !~ /^#/ && $2 ~ /^(hard|-)$/ && $3 == "core" { print "limit", $1, $4 }' "$file"
done
for dir in / /root /tmp /var/tmp /var/crash /var/cache/abrt /var/lib/systemd/coredump /home "${pattern%/*}"; do
  case $dir in /*) [ -d "$dir" ] && echo "$dir" ;; esac
done | sort -u | while read -r dir; do
  depth=1
  [ "$dir" = /home ] && depth=2
  find "$dir" -xdev -maxdepth "$depth" -type f \( -name core -o -name 'core.[0-9a-zA-Z_]*' -o -name '*.core' \
    -o -name '*.crash' \) || echo "broken scan of $dir"
done | sort | head -n 100 | sed 's/^/left /'
"""
DISCARDING = frozenset({"|/bin/false", "|/usr/bin/false", "|/bin/true", "/dev/null"})
LIMIT_WORDS = ("0", "unlimited", "-1", "infinity")


def _is_zero(limit: str) -> bool:
    if not limit.isdecimal():
        known(limit, LIMIT_WORDS, "the size limit of core dumps")
    return limit == "0"


def _handling(pattern: str, hard: str, logins: Mapping[str, str]) -> str:
    if not pattern or pattern.split(maxsplit=1)[0] in DISCARDING or _is_zero(hard):
        return "off"
    if pattern.startswith("|"):
        return "collected"
    return "off_for_logins" if _is_zero(logins.get("*", "unlimited")) else "files"


def parse(output: Output) -> Mapping[str, Answer]:
    """`pattern <core_pattern>`, `hard <limit of process 1>`, `limit <domain> <limit>` and `left <file>` lines."""
    found = tagged(output.stdout, ("pattern", "hard", "limit", "left"))
    domains = dict(pair(line, "a limit of core dumps") for line in found["limit"])
    if any(not path.startswith("/") for path in found["left"]):
        raise Unreadable(f"expected paths of core dumps, found {found['left'][:3]}")
    return {"handling": _handling(only(found, "pattern"), only(found, "hard"), domains), "left_over": found["left"]}


READING = Reading(
    values={
        "handling": "off; collected (piped to a program); off_for_logins (limits.conf, services are not held by it); "
        "or files (left where the program ran)",
        "left_over": "core dumps found in the usual places, at most 100 paths",
    },
    parse=parse,
    snippet=SNIPPET,
    command="sysctl kernel.core_pattern；ulimit -Hc；cat /etc/security/limits.conf",
    privileged=True,
)
