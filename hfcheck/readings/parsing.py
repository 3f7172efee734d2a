"""The small words that parsers share. Each refuses (Unreadable) instead of guessing."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from hfcheck.model import SHANGHAI

# What a limit reads as where the target says "none", "never" or a zero that means so: not a small number.
NO_LIMIT = 99999


class Unreadable(ValueError):
    """The output is not what this parser knows; the message says what was expected and what was found."""


def rows(text: str) -> Iterator[str]:
    """The lines that hold something, without the white space around them."""
    return (line.strip() for line in text.splitlines() if line.strip())


def headed(text: str, head: str) -> list[str]:
    """The lines behind a first line that is exactly `head`, which a snippet prints so as never to print nothing."""
    lines = list(rows(text))
    if lines[:1] != [head]:
        raise Unreadable(f"expected a first line {head!r}, found {lines[:1]}")
    return lines[1:]


def fields(line: str, count: int, what: str) -> list[str]:
    """The line split at white space into exactly `count` fields; the last one keeps its spaces."""
    found = line.split(None, count - 1)
    if len(found) != count:
        raise Unreadable(f"expected {count} fields of {what}, found {line!r}")
    return found


def pair(line: str, what: str) -> tuple[str, str]:
    """The first word of the line, and the rest of it."""
    first, rest = fields(line, 2, what)
    return first, rest


def whole(text: str, what: str) -> int:
    """A decimal whole number, with an optional sign and nothing else."""
    stripped = text.strip()
    digits = stripped.removeprefix("-")
    # No counter of a machine has more than 20 digits, and Python refuses to convert some thousands of them.
    if not digits.isascii() or not digits.isdigit() or len(digits) > 20:
        raise Unreadable(f"expected a whole number for {what}, found {text[:80]!r}")
    return int(stripped)


def number(text: str, what: str) -> float:
    """A finite decimal number."""
    try:
        value = float(text)
    except ValueError:
        raise Unreadable(f"expected a number for {what}, found {text!r}") from None
    if not math.isfinite(value) or "_" in text or not text.isascii():
        raise Unreadable(f"expected a finite number for {what}, found {text!r}")
    return value


def key_values(text: str, separator: str = "=") -> dict[str, str]:
    """`key<separator>value` lines as a mapping; a line without the separator is refused, the last of a key wins."""
    found = {}
    for line in rows(text):
        key, mark, value = line.partition(separator)
        if not mark:
            raise Unreadable(f"expected key{separator}value, found {line!r}")
        found[key.strip()] = value.strip()
    return found


def instant(text: str, what: str) -> str:
    """Seconds since the epoch (a fraction is left out) as an ISO 8601 instant with the offset of Asia/Shanghai."""
    seconds = whole(text.partition(".")[0], what)
    try:
        return datetime.fromtimestamp(seconds, tz=SHANGHAI).isoformat()
    except (ValueError, OverflowError, OSError):
        raise Unreadable(f"expected seconds since the epoch for {what}, found {text[:80]!r}") from None


def tagged(text: str, tags: Collection[str]) -> dict[str, list[str]]:
    """Lines `<tag> <rest>` as the rests of each of `tags`, in their order; a line of any other tag is refused."""
    found: dict[str, list[str]] = {tag: [] for tag in tags}
    for line in rows(text):
        tag, _, rest = line.partition(" ")
        if tag not in found:
            raise Unreadable(f"expected a line of {sorted(tags)}, found {line!r}")
        found[tag].append(rest.strip())
    return found


def only(found: Mapping[str, Sequence[str]], tag: str) -> str:
    """The rest of the one line of `tag`; none or several are refused."""
    rests = found[tag]
    if len(rests) != 1:
        raise Unreadable(f"expected one line of {tag!r}, found {len(rests)}")
    return rests[0]


def known(text: str, words: Collection[str], what: str) -> str:
    """The text, which must be one of `words`."""
    if text not in words:
        raise Unreadable(f"expected one of {sorted(words)} for {what}, found {text!r}")
    return text
