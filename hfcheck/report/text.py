"""Make any text fit to be printed: what a device, a file or a person wrote is shown, and can do nothing else.

Control characters are dropped; characters without a shape of their own (format, bidirectional override, combining,
private, unassigned) and characters that the font lacks are written out as 〔U+202E〕.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Collection
from typing import Any, TypeVar

Frozen = TypeVar("Frozen")

FIELD_LIMIT = 800
# Line breaks and tabs are shown in the line; a few characters of technical text that a font may lack are spelt.
STAND_INS = {"\n": " ↵ ", "\t": " ", "\u3000": " ", "℃": "°C", "℉": "°F", "\u212b": "\u00c5"}
SHAPELESS = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"})


class Printer(dict[int, str | int]):
    """A table for str.translate that knows which code points the font covers; it fills itself as it is asked."""

    def __init__(self, covered: Collection[int]) -> None:
        super().__init__((ord(mark), words) for mark, words in STAND_INS.items() if ord(mark) not in covered)
        self._covered = covered

    def __missing__(self, point: int) -> str | int:
        self[point] = shown = self._shown(point)
        return shown

    def _shown(self, point: int) -> str | int:
        category = unicodedata.category(chr(point))
        if category == "Cc":
            return ""
        if category in SHAPELESS or point not in self._covered:
            return f"〔U+{point:04X}〕"
        return point

    def line(self, text: str) -> str:
        """The text as one printable line of bounded length."""
        # A line break inside is shown as ↵; those at the ends say nothing.
        return shorten(text.strip().replace("\r\n", "\n"), FIELD_LIMIT).translate(self)


def shorten(text: str, limit: int, evidence: str | None = None) -> str:
    """The text, or its first `limit` characters and a note of how long the whole is and which evidence holds it."""
    if len(text) <= limit:
        return text
    where = f"，全文见证据 {evidence[:12]}" if evidence else ""
    return f"{text[:limit]}…〔共 {len(text)} 字符{where}〕"


def printable(record: Frozen, printer: Printer) -> Frozen:
    """The same frozen dataclass with every text in it made printable: no field can be forgotten."""
    return _walk(record, printer)  # type: ignore[no-any-return]


def _walk(item: Any, printer: Printer) -> Any:
    # An enum's member is a word of ours, and must stay the member.
    if type(item) is str:
        return printer.line(item)
    if isinstance(item, tuple):
        return tuple(_walk(part, printer) for part in item)
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        changed = {field.name: _walk(getattr(item, field.name), printer) for field in dataclasses.fields(item)}
        return dataclasses.replace(item, **changed)
    return item
