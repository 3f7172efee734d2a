"""A configuration of VRP or Comware in its sections: outermost lines, and what is indented below each.

Comware indents its global lines, too: behind a mark an indented line without a heading is an outermost one. What a
banner says is kept apart, so that it cannot be read as configuration.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hfcheck.readings.parsing import Unreadable

MARK = "#"
SNMP = ("v1", "v2c", "v3")
SPEAKS = "snmp-agent sys-info version "
SILENT = f"undo {SPEAKS}"


@dataclass(frozen=True, slots=True)
class Outline:
    """The outermost lines in their order, the lines below each however deep, and what the banners say by their kind."""

    heads: tuple[str, ...]
    bodies: Mapping[str, tuple[str, ...]]
    banners: Mapping[str, str]

    def below(self, head: str) -> tuple[str, ...]:
        """The lines below all sections of a heading; none where there is no such section."""
        return self.bodies.get(head, ())

    def named(self, start: str) -> Mapping[str, tuple[str, ...]]:
        """What follows `start` in a heading → the lines below it."""
        return {head.removeprefix(start): body for head, body in self.bodies.items() if head.startswith(start)}


def of_sections(sections: Iterable[tuple[str, Iterable[str]]], banners: Mapping[str, str]) -> Outline:
    """The outline of headings with the lines below them; sections of the same heading are one."""
    heads: list[str] = []
    bodies: dict[str, list[str]] = {}
    for head, body in sections:
        heads.append(head)
        bodies.setdefault(head, []).extend(body)
    return Outline(tuple(heads), {head: tuple(body) for head, body in bodies.items()}, banners)


def outline(lines: Sequence[str], banner: re.Pattern[str]) -> Outline:
    """The outline; `banner` matches the first line of one, with groups kind and text. Refuses one without an end."""
    banners, others = _banners(lines, banner)
    return of_sections(_sections(others), banners)


def _banners(lines: Sequence[str], banner: re.Pattern[str]) -> tuple[dict[str, str], list[str]]:
    banners: dict[str, str] = {}
    others: list[str] = []
    rest = iter(lines)
    for line in rest:
        found = banner.fullmatch(line.rstrip())
        if found is None:
            others.append(line)
        else:
            banners[found["kind"]] = _said(found["text"], rest)
    return banners, others


def _said(text: str, rest: Iterator[str]) -> str:
    """The text of a banner: a first character that is no letter stands at its end, too, be it lines below."""
    mark = text[:1]
    if mark.isalnum():
        return text
    said = [text[1:]]
    while not said[-1].rstrip().endswith(mark):
        following = next(rest, None)
        if following is None:
            raise Unreadable(f"expected the end {mark!r} of a banner, found none after {text[:60]!r}")
        said.append(following)
    said[-1] = said[-1].rstrip()[:-1]
    return "\n".join(said).strip("\n")


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    head, body = "", list[str]()
    for line in (*lines, MARK):
        is_below = bool(head) and line[:1] == " "
        if is_below and line.strip() != MARK:
            body.append(" ".join(line.split()))
        if is_below or not line.strip():
            continue
        if head:
            yield head, body
        head, body = "", []
        if line[:1] == " " and line.strip() != MARK:
            yield " ".join(line.split()), []
        elif line.rstrip() != MARK:
            head = " ".join(line.split())


def headings(found: Outline, pattern: re.Pattern[str]) -> Mapping[str, str]:
    """The numbers of VTY lines as settings name them (0-4) → the heading; groups first and last of the pattern."""
    heads = [head for line in found.heads if (head := pattern.fullmatch(line))]
    return {f"{head['first']}-{head['last'] or head['first']}": head[0] for head in heads}


def first(pattern: re.Pattern[str], lines: Sequence[str], group: str) -> str | None:
    """A group of the first line that fits the pattern, or None."""
    return next((found[group] for line in lines if (found := pattern.fullmatch(line))), None)


def every(pattern: re.Pattern[str], lines: Sequence[str], group: str) -> tuple[str, ...]:
    """A group of each line that fits the pattern, each value once."""
    return tuple(dict.fromkeys(found[group] for line in lines if (found := pattern.fullmatch(line))))


def said(lines: Sequence[str], on: Sequence[str], off: Sequence[str], *, unsaid: bool | None) -> bool | None:
    """Whether the lines switch a thing on or off; `unsaid` is the default of the release."""
    if any(line in on for line in lines):
        return True
    return False if any(line in off for line in lines) else unsaid


def hosts(pattern: re.Pattern[str], lines: Sequence[str]) -> tuple[str, ...]:
    """The group `host` of each line that fits: addresses in their canonical form."""
    return tuple(dict.fromkeys(canonical(found) for found in every(pattern, lines, "host")))


def canonical(text: str) -> str:
    """An address in the form that all of its spellings have in common; other text as it is."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text


def minutes(pattern: re.Pattern[str], lines: Sequence[str], unsaid: float) -> float:
    """The groups minutes and seconds of the first line that fits, in minutes; 0 for never."""
    found = next((match for line in lines if (match := pattern.fullmatch(line))), None)
    return unsaid if found is None else int(found["minutes"]) + int(found["seconds"] or 0) / 60


def translated(lines: Sequence[str], start: str, names: Mapping[str, str]) -> tuple[str, ...] | None:
    """The words behind `start` by other names, unknown ones as they are; None where no line begins so."""
    words = [word for line in lines if line.startswith(start) for word in line.removeprefix(start).split()]
    return tuple(dict.fromkeys(names.get(word, word) for word in words)) or None


def snmp_versions(lines: Sequence[str]) -> tuple[str, ...]:
    """What the agent of VRP or Comware speaks: v3 alone unless it is told otherwise; () where there is no agent."""
    if "snmp-agent" not in lines:
        return ()
    spoken = {word for line in lines if line.startswith(SPEAKS) for word in line.removeprefix(SPEAKS).split()} or {"v3"}
    silent = {word for line in lines if line.startswith(SILENT) for word in line.removeprefix(SILENT).split()}
    return tuple(sorted((set(SNMP) if "all" in spoken else spoken) - silent))
