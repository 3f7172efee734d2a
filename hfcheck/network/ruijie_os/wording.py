"""How RGOS words things: ports with a blank, clocks that count days, tables whose titles name the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import UNITS
from hfcheck.readings.parsing import Unreadable, number

# GigabitEthernet 0/1, TenGigabitEthernet 1/0/25, VLAN 10, AggregatePort 1, Loopback 0, Gi0/1, Mgmt 0
PORT = r"[A-Za-z][A-Za-z-]{1,30} ?[0-9]{1,5}(?:[/.:][0-9]{1,5}){0,4}"
CLOCK = re.compile(r"(?:(?P<days>[0-9]{1,6}):)?(?P<hours>[0-9]{1,2}):(?P<minutes>[0-9]{1,2}):(?P<seconds>[0-9]{1,2})")
AGE = re.compile(r"(?:([0-9]{1,5})[dD]:?)?(?:([0-9]{1,2})[hH]:?)?(?:([0-9]{1,2})[mM]:?)?(?:([0-9]{1,2})[sS])?")
CELLS = re.compile(r" {2,}")
STATES = {
    "normal": ("ok", "normal", "online", "on", "working", "linkandpower"),
    "absent": ("absent", "none", "empty", "not present", "n/a", "-", "--", "no link", "nolink"),
    "faulty": ("fail", "failed", "fault", "faulty", "abnormal", "stop", "stopped", "off", "linkandnopower", "warning"),
}


def is_rule(line: str) -> bool:
    """Whether a line is a rule of dashes or of equals signs."""
    marks = set(line.strip())
    return len(line.strip()) > 2 and (marks <= {"-", " "} or marks <= {"="})


def clock(text: str, what: str) -> int:
    """A duration as 268:03:08:12 or 03:08:12, days first, in seconds."""
    found = CLOCK.fullmatch(text.strip())
    if found is None or int(found["hours"]) > 23 or int(found["minutes"]) > 59 or int(found["seconds"]) > 59:
        raise Unreadable(f"expected days:hours:minutes:seconds for {what}, found {text.strip()[:80]!r}")
    parts = zip(("days", "hours", "minutes", "seconds"), ("day", "hour", "minute", "second"), strict=True)
    return sum(int(found[name] or 0) * UNITS[unit] for name, unit in parts)


def age(text: str, what: str) -> int:
    """A duration as 2d:5h:31m:48s or 01d02h, in seconds."""
    found = AGE.fullmatch(text.strip())
    if found is None or not text.strip():
        raise Unreadable(f"expected a duration for {what}, found {text.strip()[:80]!r}")
    units = ("day", "hour", "minute", "second")
    return sum(int(count) * UNITS[unit] for count, unit in zip(found.groups("0"), units, strict=True))


def percent(text: str, what: str) -> float:
    """`5.10%` as 5.1, of 0 to 100."""
    if not text.strip().endswith("%"):
        raise Unreadable(f"expected a percentage for {what}, found {text.strip()[:80]!r}")
    found = number(text.strip()[:-1].strip(), what)
    if not 0 <= found <= 100:
        raise Unreadable(f"expected a percentage for {what}, found {text.strip()[:80]!r}")
    return found


def state(text: str) -> str:
    """What a word for the state of a part comes to: normal, absent or faulty; refuses a word that it does not know."""
    said = " ".join(text.lower().split())
    for name, words in STATES.items():
        if said in words:
            return name
    raise Unreadable(f"expected the state of a part, found {text[:80]!r}")


def titled(found: Sequence[str], names: Mapping[str, str]) -> list[dict[str, str]]:
    """A table whose cells stand two blanks apart: each row by the names of its titles ("current(c)": "celsius").

    Models differ in which columns they print; a title without a name and a row of another length are refused.
    """
    titles = _cells(found[0])
    strange = [title for title in titles if title.lower() not in names]
    if strange or len(titles) < 2:
        raise Unreadable(f"expected titles of {', '.join(names)}, found {found[0].strip()[:80]!r}")
    keys = [names[title.lower()] for title in titles]
    rows = []
    for line in found[1:]:
        if is_rule(line):
            continue
        cells = _cells(line)
        if len(cells) != len(keys):
            raise Unreadable(f"expected cells of {' '.join(titles)}, found {line.strip()[:80]!r}")
        rows.append(dict(zip(keys, cells, strict=True)))
    return rows


def _cells(line: str) -> list[str]:
    return CELLS.split(line.strip())
