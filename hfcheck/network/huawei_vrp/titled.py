"""Tables whose releases print some of a known set of titles, one word a cell: fans, power supplies, temperatures."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from hfcheck.network.columns import NOTHING, behind, lines, some
from hfcheck.network.huawei_vrp.wording import spaced, unruled
from hfcheck.readings.parsing import Unreadable


def rows(
    text: str, titles: Mapping[str, str], needed: Collection[str], beside: str = ""
) -> list[dict[str, str | None]]:
    """The rows by field, None for a dash.

    `titles` gives the field of each title; `needed` are fields that the header must have. `beside` is a pattern of
    lines that say nothing, such as a second line of titles.
    """
    said = re.compile(beside or r"(?!)")
    found = [line for line in unruled(lines(text)) if not said.fullmatch(line.strip())]
    before, header, rest = behind(found, lambda line: line.split()[0] in titles)
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    words = header.split()
    unknown = [word for word in words if word not in titles]
    missing = set(needed) - {titles.get(word) for word in words}
    if unknown or missing:
        raise Unreadable(f"expected titles of {sorted(titles)}, found {header.strip()[:120]!r}")
    cells = (spaced(line, words) for line in some(rest, "rows"))
    return [{titles[title]: None if cell in NOTHING else cell for title, cell in row.items()} for row in cells]
