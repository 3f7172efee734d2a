"""How StoneOS words things: rules around tables, percentages, cells two blanks apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hfcheck.network.columns import lines
from hfcheck.readings.parsing import Unreadable, number

# ethernet0/1, xethernet0/6, aggregate1, redundant1.2, vswitchif1, tunnel1, loopback1, MGT0, HA0
PORT = r"[A-Za-z][A-Za-z-]{1,24}[0-9]{0,4}(?:/[0-9]{1,4}){0,2}(?:\.[0-9]{1,5})?"
CELLS = re.compile(r" {2,}")


def is_rule(line: str) -> bool:
    """Whether a line is a rule of equals signs or of dashes."""
    marks = set(line.strip())
    return len(line.strip()) > 2 and (marks == {"="} or marks <= {"-", " "})


def unruled(text: str) -> list[str]:
    """The lines without outer blanks, without the rules around tables; refuses an output of rules only."""
    found = [line.strip() for line in lines(text) if not is_rule(line)]
    if not found:
        raise Unreadable("expected an output, found only rules")
    return found


def percent(text: str, what: str) -> float:
    """`0.2%` as 0.2, of 0 to 100."""
    plain = text.strip()
    found = number(plain[:-1].strip(), what) if plain.endswith("%") else -1.0
    if not 0 <= found <= 100:
        raise Unreadable(f"expected a percentage for {what}, found {plain[:80]!r}")
    return found


def cells(line: str, titles: Sequence[str]) -> dict[str, str]:
    """The cells of a row, two blanks apart, by title; refuses another number of them."""
    found = CELLS.split(line.strip())
    if len(found) != len(titles):
        raise Unreadable(f"expected cells of {' '.join(titles)}, found {line.strip()[:80]!r}")
    return dict(zip(titles, found, strict=True))
