"""Tables whose releases print some of a known set of titles, one word a cell: fans, power supplies, serial numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from hfcheck.network.columns import NOTHING, behind, lines, some
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable

BRACKETS = re.compile(r"\[ *([^\[\] ]{1,20}) *\]")


def rows(
    text: str, titles: Mapping[str, str], needed: Collection[str], *, beside: str = "", ends: str = ""
) -> list[dict[str, str | None]]:
    """The rows by field, None for a dash; a row that leaves the slot out has that of the row above it.

    `titles` gives the field of each title; `needed` are fields that the header must have. `beside` is a pattern of
    lines that say nothing, such as a second line of titles; `ends` one of a line behind which other tables stand.
    """
    said, end = re.compile(beside or r"(?!)", re.IGNORECASE), re.compile(ends or r"(?!)", re.IGNORECASE)
    found = [line for line in unruled(lines(text)) if not said.fullmatch(line.strip())]
    starts = tuple(titles)
    before, header, rest = behind(found, lambda line: line.strip().startswith(starts))
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    named = _titles(header, titles)
    missing = set(needed) - {titles[title] for title in named}
    if missing:
        raise Unreadable(f"expected a title of {min(missing)}, found {header.strip()[:120]!r}")
    cells = some(list(_cells(_until(rest, end), [titles[title] for title in named])), "rows")
    return [{field: None if cell in NOTHING else cell for field, cell in row.items()} for row in cells]


def _titles(header: str, titles: Mapping[str, str]) -> list[str]:
    longest_first = sorted(titles, key=len, reverse=True)
    # A title of two words may have more than one blank between them.
    pattern = re.compile("|".join(rf"(?<!\S){re.escape(title)}(?!\S)" for title in longest_first))
    plain = " ".join(header.split())
    if pattern.sub("", plain).strip():
        raise Unreadable(f"expected titles of {sorted(titles)}, found {header.strip()[:120]!r}")
    return pattern.findall(plain)


def _until(found: Iterable[str], end: re.Pattern[str]) -> Iterator[str]:
    for line in found:
        if end.fullmatch(line.strip()):
            return
        yield line


def _cells(found: Iterable[str], fields: Sequence[str]) -> Iterator[dict[str, str]]:
    slot = ""
    for line in found:
        words = BRACKETS.sub(r"[\1]", line).split()
        if slot and line.startswith(" ") and len(words) == len(fields) - 1:
            words.insert(0, slot)
        if len(words) != len(fields):
            raise Unreadable(f"expected cells of {' '.join(fields)!r}, found {line.strip()[:120]!r}")
        slot = words[0] if fields[0] == "slot" else ""
        yield dict(zip(fields, words, strict=True))
