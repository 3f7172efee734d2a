"""Configurations as texts to compare: what of them is steady, and what changed, with the section that it stands in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# What a device writes anew at every display or save, although nobody changed anything.
VOLATILE = re.compile(
    r"\s*(?:Building configuration\.*|Current configuration ?:? ?\d+ bytes|Using \d+ (?:out of \d+ )?bytes.*"
    r"|!? ?(?:Last configuration (?:was )?(?:changed|saved|change) .*|NVRAM config last updated .*"
    r"|No configuration change since last restart.*|Time ?:.*)|ntp clock-period \d+)",
    re.IGNORECASE,
)
# IOS says itself who was the last to change it.
LAST_CHANGE = re.compile(r"! Last configuration change at (?P<at>.{8,40}?) by (?P<user>\S{1,64})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines that stood in a section and now stand in it; `section` is "" for the outermost."""

    section: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def steady(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines without those that change by themselves, and without blank ones."""
    return tuple(line.rstrip() for line in lines if line.strip() and not VOLATILE.fullmatch(line))


def edits(before: Sequence[str], after: Sequence[str]) -> tuple[Edit, ...]:
    """What changed between two configurations, in the order of the newer one; () when nothing steady did."""
    return tuple(_edits(steady(before), steady(after)))


def _edits(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Edit]:
    old, new = _placed(before), _placed(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag != "equal":
            yield from _by_section(old[from_old:to_old], new[from_new:to_new])


def _by_section(gone: Sequence[tuple[str, str]], come: Sequence[tuple[str, str]]) -> Iterator[Edit]:
    # A separator says nothing; it comes and goes with the section before it.
    for section in dict.fromkeys(section for section, _ in (*gone, *come)):
        removed = tuple(line for at, line in gone if at == section and line.strip() not in ("#", "!"))
        added = tuple(line for at, line in come if at == section and line.strip() not in ("#", "!"))
        if removed or added:
            yield Edit(section, removed, added)


def _placed(lines: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each line behind the line that opens its section: the same words in two sections are two things."""
    placed: list[tuple[str, str]] = []
    opened: list[tuple[int, str]] = []
    for line in lines:
        depth = len(line) - len(line.lstrip())
        while opened and opened[-1][0] >= depth:
            opened.pop()
        placed.append((opened[-1][1].strip() if opened else "", line))
        opened.append((depth, line))
    return placed
