"""Integrity of files: the baseline of AIDE, what the last comparison with it found, and the sums in use.

The report is the one that the role file_integrity's nightly check leaves; an AIDE that somebody set up otherwise has a
baseline here and no report.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, instant, known, only, tagged, whole

# A baseline older than the last hardening compares with what was, not with what was decided.
SNIPPET = r"""
command -v aide >/dev/null 2>&1 && echo "tool aide" || echo "tool none"
baseline=
for file in /var/lib/aide/aide.db /var/lib/aide/aide.db.gz; do
  [ -s "$file" ] && baseline=$file
done
if [ -n "$baseline" ]; then
  stat -c 'made %Y' "$baseline"
  for begun in /var/lib/hfcheck/trials/*/before.json; do
    [ -e "$begun" ] && stat -c 'hardened %Y' "$begun"
  done
fi
for conf in /etc/aide/aide.conf /etc/aide.conf; do
  [ -f "$conf" ] && grep -v '^[[:space:]]*#' "$conf" |
    tr -cs 'a-z0-9_' '\n' | grep -xE '(md5|sha1|rmd160|(sha|stribog)(256|512)|sha512_256|sha3_(256|512))' |
    sort -u | sed 's/^/algorithm /'
done
report=/var/log/aide/hfcheck.log
if [ -f "$report" ]; then
  stat -c 'checked %Y' "$report"
  sed -n -e 's/^  *\(Added\|Removed\|Changed\) entries:[[:space:]]*\([0-9][0-9]*\)$/differing \2/p' \
    -e 's/^hfcheck exit /exit /p' "$report"
fi
exit 0
"""
ERRORS = 14
NO_REPORT = NotSeen(Reason.NO_ANSWER, "no comparison has ended yet")
FAILED = NotSeen(Reason.NO_ANSWER, "the last comparison broke off")


def _baseline(found: Mapping[str, list[str]]) -> str:
    installed = known(only(found, "tool"), ("aide", "none"), "the tool") == "aide"
    if not installed or not found["made"]:
        return "missing"
    made = whole(only(found, "made"), "the time of the baseline")
    hardened = [whole(text, "the time of a hardening") for text in found["hardened"]]
    return "outdated" if any(each > made for each in hardened) else "current"


def _report(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    if not found["checked"]:
        return dict.fromkeys(("checked", "differences"), NO_REPORT)
    code = whole(only(found, "exit"), "how the comparison ended")
    counts = [whole(text, "differing files") for text in found["differing"]]
    if code and not counts and code < ERRORS:
        raise Unreadable(f"expected how many files differ behind exit {code}, found no count")
    return {
        "checked": instant(only(found, "checked"), "the time of the comparison"),
        "differences": FAILED if code >= ERRORS else sum(counts),
    }


def parse(output: Output) -> Mapping[str, Answer]:
    """Lines of `tool`, `made`, `hardened`, `algorithm`, `checked`, `differing` and `exit`; times since the epoch."""
    found = tagged(output.stdout, ("tool", "made", "hardened", "algorithm", "checked", "differing", "exit"))
    return {"baseline": _baseline(found), "algorithms": found["algorithm"], **_report(found)}


READING = Reading(
    values={
        "baseline": "current, outdated (older than the last hardening) or missing",
        "algorithms": "checksums that the settings name",
        "checked": "instant at which the last comparison ended",
        "differences": "how many files it found added, removed or changed",
    },
    parse=parse,
    snippet=SNIPPET,
    privileged=True,
    command="aide --check",
)
