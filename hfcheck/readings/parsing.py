"""The small words that parsers share. Each refuses (Unreadable) instead of guessing."""

from __future__ import annotations

import math
from collections.abc import Iterator


class Unreadable(ValueError):
    """The output is not what this parser knows; the message says what was expected and what was found."""


def rows(text: str) -> Iterator[str]:
    """The lines that hold something, without the white space around them."""
    return (line.strip() for line in text.splitlines() if line.strip())


def fields(line: str, count: int, what: str) -> list[str]:
    """The line split at white space into exactly `count` fields; the last one keeps its spaces."""
    found = line.split(None, count - 1)
    if len(found) != count:
        raise Unreadable(f"expected {count} fields of {what}, found {line!r}")
    return found


def whole(text: str, what: str) -> int:
    """A decimal whole number, with an optional sign and nothing else."""
    stripped = text.strip()
    if not stripped.removeprefix("-").isascii() or not stripped.removeprefix("-").isdigit():
        raise Unreadable(f"expected a whole number for {what}, found {text!r}")
    return int(stripped)


def number(text: str, what: str) -> float:
    """A finite decimal number."""
    try:
        value = float(text)
    except ValueError:
        raise Unreadable(f"expected a number for {what}, found {text!r}") from None
    if not math.isfinite(value) or "_" in text:
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
