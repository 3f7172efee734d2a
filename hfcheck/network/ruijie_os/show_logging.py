"""`show logging`: what the device logged; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import behind, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

BUFFER = re.compile(
    r"Log Buffer \(Total [0-9]{1,12} Bytes\) ?: ?have written [0-9]{1,12} ?,? ?Overwritten (?P<lost>[0-9]{1,12})",
    re.IGNORECASE,
)
SETTING = re.compile(r"[A-Za-z][A-Za-z -]{1,40}: ?.{1,160}|logging to .{1,80}", re.IGNORECASE)
# *Nov 23 2026 09:12:23.120: SW1 %LINK-3-UPDOWN: …; the year, the fraction and the name are printed where configured
ENTRY = re.compile(
    r"(?:[0-9]{1,9}: ?)?\*?(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2})(?: (?P<year>[0-9]{4}))?"
    r" (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,6})?: ?(?:(?P<host>[^\s%]{1,64}):? )?"
    r"%(?:[0-9A-Z]{1,6} )?(?P<module>[A-Z0-9_]{1,40})-(?P<severity>[0-7])"
    r"-(?P<mnemonic>[A-Za-z0-9_-]{1,80}): ?(?P<text>.{0,4000})"
)


def parse(text: str) -> Mapping[str, object]:
    """One row an entry, in the device's order; what stands below an entry belongs to it."""
    before, buffer, rest = behind(lines(text), lambda line: BUFFER.fullmatch(line.strip()))
    strange = next((line for line in before if not SETTING.fullmatch(line.strip())), None)
    if strange is not None:
        raise Unreadable(f"expected how the device logs, found {strange.strip()[:80]!r}")
    rows: list[dict[str, object]] = []
    for line in rest:
        entry = ENTRY.fullmatch(line.strip())
        if entry is not None:
            rows.append(_row(entry))
        elif rows and not line.strip().startswith("*"):
            rows[-1]["text"] = f"{rows[-1]['text']} {line.strip()}".strip()
        else:
            raise Unreadable(f"expected a log entry, found {line.strip()[:80]!r}")
    lost = BUFFER.fullmatch(buffer.strip())
    assert lost is not None  # noqa: S101 - it was found by this pattern
    return {"entries": rows, "overwritten": whole(lost["lost"], "a count")}


def _row(entry: re.Match[str]) -> dict[str, object]:
    # A leap day fits a leap year only: without one printed, one is lent.
    stamp = f"{entry['month']} {entry['day']} {entry['year'] or '2000'} {entry['clock']}"
    try:
        time = datetime.strptime(stamp, "%b %d %Y %H:%M:%S").isoformat()  # noqa: DTZ007 - the device says no offset
    except ValueError:
        raise Unreadable(f"expected the time of a log entry, found {entry[0][:80]!r}") from None
    return {
        "time": time if entry["year"] else time[len("2000-") :],
        "has_year": entry["year"] is not None,
        "host": entry["host"],
        "severity": int(entry["severity"]),
        **{name: entry[name].strip() for name in ("module", "mnemonic", "text")},
    }


COMMAND = Command(
    line="show logging",
    values={
        "entries": "rows of time (local, ISO 8601; without its year where has_year is false), has_year, host, severity"
        " (0 worst to 7), module, mnemonic, text",
        "overwritten": "entries that newer ones replaced",
    },
    parse=parse,
)
