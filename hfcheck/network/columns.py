"""What the parsers of network commands share: lines, tables, blocks, and readers of single values.

Everything refuses with Unreadable instead of guessing, and works in linear time.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from hfcheck.readings.parsing import Unreadable, whole

LINES_LIMIT = 200_000
LINE_LIMIT = 4_000
VLANS = range(1, 4095)
# How many places a character that is not ASCII may take: as the table counts characters, GBK or UTF-8.
WIDTHS = (1, 2, 3)
FILL = "\0"
# What a device prints in a cell where it has nothing to say.
NOTHING = frozenset({"", "-", "--", "---", "N/A", "n/a", "NA"})
NO_VLANS = frozenset({"None", "none", "-", "--"})
MAC = re.compile(r"[0-9a-f]{12}")
SPAN = re.compile(r"([0-9]{1,9}) *(year|week|day|hour|minute|second|hr|min|sec)s?")
UNITS = {"year": 31_536_000, "week": 604_800, "day": 86_400, "hour": 3600, "minute": 60, "second": 1}
UNITS |= {"hr": 3600, "min": 60, "sec": 1}
# No light at all is minus infinity, which is no number: it is told as what most devices print for it.
NO_LIGHT = frozenset({"-inf"})
NO_LIGHT_DBM = -40.0

T = TypeVar("T")


def lines(text: str) -> list[str]:
    """The lines that hold something, with their indentation, tabs as blanks; refuses none, too many, too long ones."""
    found = [line.expandtabs().rstrip() for line in text.split("\n")]
    found = [line for line in found if line]
    if not found:
        raise Unreadable("expected an output, found nothing")
    if len(found) > LINES_LIMIT:
        raise Unreadable(f"expected at most {LINES_LIMIT} lines, found {len(found)}")
    longest = max(len(line) for line in found)
    if longest > LINE_LIMIT:
        raise Unreadable(f"expected lines of at most {LINE_LIMIT} characters, found one of {longest}")
    return found


def fit(pattern: re.Pattern[str], line: str, what: str) -> dict[str, str]:
    """The named groups of a pattern that the whole line (without outer blanks) must match; a group left out is ""."""
    found = pattern.fullmatch(line.strip())
    if found is None:
        raise Unreadable(f"expected {what}, found {line.strip()[:120]!r}")
    groups = found.groupdict("")
    # A pattern's \d takes the digits of any script, and int() reads them; no device prints a number so.
    strange = next((text for text in groups.values() if text.isdigit() and not text.isascii()), None)
    if strange is not None:
        raise Unreadable(f"expected {what}, found the digits {strange[:80]!r}")
    return groups


@dataclass(frozen=True, slots=True)
class Columns:
    """A table of fixed widths: titles and the offsets at which their cells start."""

    titles: tuple[str, ...]
    starts: tuple[int, ...]

    def cells(self, line: str) -> dict[str, str]:
        """The cells of a row by title; refuses a row in which a cell runs over the edge of its column.

        A device pads by bytes, so a Chinese character takes two places of its table in GBK and three in UTF-8: each is
        tried, and a row that more than one of them cuts, differently, is refused.
        """
        widths = (1,) if line.isascii() else WIDTHS
        cuts = [cut for width in widths if (cut := self._cut(_widened(line, width))) is not None]
        if not cuts or any(cut != cuts[0] for cut in cuts):
            raise Unreadable(f"expected cells below {' '.join(self.titles)!r}, found {line[:120]!r}")
        return cuts[0]

    def _cut(self, line: str) -> dict[str, str] | None:
        if line[: self.starts[0]].strip() or any(len(line) > at and line[at - 1] != " " for at in self.starts[1:]):
            return None
        ends = (*self.starts[1:], len(line))
        cells = (line[start:end].replace(FILL, "").strip() for start, end in zip(self.starts, ends, strict=True))
        return dict(zip(self.titles, cells, strict=True))


def _widened(line: str, width: int) -> str:
    return "".join(mark if mark.isascii() else mark + FILL * (width - 1) for mark in line)


def columns(header: str, titles: Sequence[str]) -> Columns:
    """The columns below a header line that consists of exactly these titles, each starting its column."""
    starts, at = [], 0
    for title in titles:
        found = header.find(title, at)
        if found < 0 or header[at:found].strip():
            raise Unreadable(f"expected the titles {' '.join(titles)!r}, found {header.strip()[:120]!r}")
        starts.append(found)
        at = found + len(title)
    if header[at:].strip():
        raise Unreadable(f"expected no title behind {titles[-1]!r}, found {header[at:].strip()[:80]!r}")
    return Columns(tuple(titles), tuple(starts))


def is_header(line: str, titles: Sequence[str]) -> bool:
    """Whether a line consists of exactly these titles, whatever the blanks between them."""
    return line.split() == " ".join(titles).split()


def behind(found: Iterable[str], is_start: Callable[[str], object]) -> tuple[list[str], str, list[str]]:
    """The lines before the first one that `is_start` accepts, that line, and the lines behind it."""
    every = list(found)
    for number, line in enumerate(every):
        if is_start(line):
            return every[:number], line, every[number + 1 :]
    raise Unreadable(f"expected a header, found {every[0].strip()[:120]!r}" if every else "expected a header")


def blocks(found: Iterable[str], is_start: Callable[[str], object]) -> Iterator[list[str]]:
    """The lines in blocks, each led by a line that `is_start` accepts; refuses lines before the first of them."""
    block: list[str] = []
    for line in found:
        if is_start(line):
            if block:
                yield block
            block = [line]
        elif block:
            block.append(line)
        else:
            raise Unreadable(f"expected the start of a block, found {line.strip()[:120]!r}")
    if block:
        yield block


def keyed(line: str, separator: str = ":") -> tuple[str, str]:
    """A line `key<separator>value` as its two sides without outer blanks; refuses a line without one or a key."""
    key, mark, value = line.partition(separator)
    if not mark or not key.strip():
        raise Unreadable(f"expected key{separator}value, found {line.strip()[:120]!r}")
    return " ".join(key.split()), value.strip()


def key_block(found: Iterable[str], separator: str = ":") -> dict[str, str]:
    """Lines `key<separator>value`; refuses a key that comes twice."""
    values: dict[str, str] = {}
    for line in found:
        key, value = keyed(line, separator)
        if key in values:
            raise Unreadable(f"expected {key!r} once, found it again in {line.strip()[:120]!r}")
        values[key] = value
    return values


def some(rows: list[T], what: str) -> list[T]:
    """The rows, of which there must be one at least: an output without a row is not an empty table."""
    if not rows:
        raise Unreadable(f"expected {what}, found none")
    return rows


def maybe(text: str, read: Callable[[str, str], T], what: str) -> T | None:
    """None where the device prints a dash, N/A or nothing; otherwise what `read` makes of the text."""
    return None if text.strip() in NOTHING else read(text, what)


def word(text: str, what: str) -> str:
    """One word, without outer blanks."""
    if len(text.split()) != 1:
        raise Unreadable(f"expected one word for {what}, found {text[:80]!r}")
    return text.strip()


def flag(text: str, yes: str, no: str, what: str) -> bool:
    """True for the word `yes`, False for `no`, whatever their case."""
    found = text.strip().lower()
    if found not in (yes.lower(), no.lower()):
        raise Unreadable(f"expected {yes} or {no} for {what}, found {text[:80]!r}")
    return found == yes.lower()


def mac(text: str, what: str) -> str:
    """A hardware address in the vendors' spellings (00e0-fc12-3456, 00-E0-…, 00e0.fc12.3456) as aa:bb:cc:dd:ee:ff."""
    digits = re.sub(r"[-:.]", "", text.strip()).lower()
    if not MAC.fullmatch(digits):
        raise Unreadable(f"expected a hardware address for {what}, found {text[:80]!r}")
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def ip(text: str, what: str) -> str:
    """An IPv4 or IPv6 address in its canonical form."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        raise Unreadable(f"expected an IP address for {what}, found {text[:80]!r}") from None


def interface_ip(text: str, what: str) -> str:
    """An address with its prefix length, 10.0.0.1/24 or 2001:db8::1/64, in its canonical form."""
    try:
        found = ipaddress.ip_interface(text.strip())
    except ValueError:
        found = None
    if found is None or "/" not in text:
        raise Unreadable(f"expected an IP address with its prefix length for {what}, found {text[:80]!r}")
    return str(found)


def prefix(text: str, what: str) -> str:
    """A destination such as 10.0.0.0/8, without host bits."""
    try:
        found = ipaddress.ip_network(text.strip())
    except ValueError:
        found = None
    if found is None or "/" not in text:
        raise Unreadable(f"expected a prefix for {what}, found {text[:80]!r}")
    return str(found)


def vlans(text: str, what: str) -> list[int]:
    """VLAN numbers in ascending order from `1(default), 10-12 20 to 30`; an empty list from None or a dash."""
    plain = text.replace("(default)", "").replace("(default vlan)", "").replace(" to ", "-").replace(",", " ")
    if plain.strip() in NO_VLANS:
        return []
    parts = [(part, *part.partition("-")) for part in plain.split()]
    wrong = [part for part, first, mark, last in parts if not _is_range(first, mark, last)]
    if wrong or not parts:
        raise Unreadable(f"expected VLAN numbers for {what}, found {(wrong or [text])[0][:80]!r}")
    return sorted({number for _, first, _, last in parts for number in range(int(first), int(last or first) + 1)})


def _is_range(first: str, mark: str, last: str) -> bool:
    return _is_vlan(first) and (not mark or (_is_vlan(last) and int(first) <= int(last)))


def _is_vlan(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4 and int(text) in VLANS


def span(text: str, what: str) -> int:
    """A duration in words, `1 week, 2 days, 3 hours, 4 minutes`, in seconds."""
    parts = SPAN.findall(text.lower())
    left = SPAN.sub("", text.lower()).replace("and", "").replace(",", "").strip()
    if not parts or left:
        raise Unreadable(f"expected a duration for {what}, found {text[:80]!r}")
    return sum(int(count) * UNITS[unit] for count, unit in parts)


def day(text: str, what: str) -> str:
    """A date as 2014-7-16, 2014/07/16 or 2014.07.16, in ISO 8601."""
    parts = re.split(r"[-/.]", text.strip())
    try:
        year, month, number = (whole(part, what) for part in parts)
        return date(year, month, number).isoformat()
    except ValueError:
        raise Unreadable(f"expected a date for {what}, found {text[:80]!r}") from None
