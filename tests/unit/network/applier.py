"""A device that takes the lines of a change, as far as a standard needs one: a list of sections and a few rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hfcheck.network.facts import Configuration

SPEAKS = "snmp-agent sys-info version "


@dataclass(frozen=True)
class Rules:
    """How a platform keeps lines: `single` begin those that replace each other, `kept` stay when negated."""

    mark: str
    negation: str
    leave: str
    enters: tuple[str, ...]
    single: tuple[str, ...]
    kept: tuple[str, ...] = ()
    indent: str = ""
    tail: str = "return"


@dataclass
class Device:
    """A configuration without banners of several lines, which lines change as a device would."""

    rules: Rules
    sections: list[tuple[str, list[str]]] = field(default_factory=list)

    @classmethod
    def of(cls, rules: Rules, text: str) -> Device:
        device = cls(rules)
        in_section = False
        for line in text.strip("\n").split("\n"):
            if line in (rules.mark, rules.tail):
                in_section = False
            elif line.startswith(" ") and in_section:
                device.sections[-1][1].append(line.strip())
            else:
                device.sections.append((line.strip(), []))
                in_section = not line.startswith(" ")
        return device

    @property
    def configuration(self) -> Configuration:
        return Configuration(tuple("\n".join(self._printed()).split("\n")))

    def _printed(self) -> Iterator[str]:
        for head, body in self.sections:
            is_section = bool(body) or head.startswith(self.rules.enters)
            yield self.rules.mark
            yield head if is_section else self.rules.indent + head
            yield from (f" {line}" for line in body)
        yield from (self.rules.mark, self.rules.tail)

    def apply(self, lines: Sequence[str]) -> None:
        """Take the lines in configuration mode; a section that is not left, or a leave too many, is an error."""
        section: list[str] | None = None
        for line in lines:
            if line == self.rules.leave:
                assert section is not None, "left the configuration mode"
                section = None
            elif line.startswith(self.rules.enters):
                assert section is None, f"{line} within a section"
                section = self._entered(line)
            else:
                self._take(line, section)
        assert section is None, "a section is not left"

    def _entered(self, head: str) -> list[str]:
        for known, body in self.sections:
            if known == head:
                return body
        raise AssertionError(f"no section {head}")

    def _take(self, line: str, section: list[str] | None) -> None:
        lines = [head for head, _ in self.sections] if section is None else section
        self._put(self._after(lines, line), section)

    def _put(self, lines: list[str], section: list[str] | None) -> None:
        if section is not None:
            section[:] = lines
            return
        bodies: dict[str, list[list[str]]] = {}
        for head, body in self.sections:
            bodies.setdefault(head, []).append(body)
        self.sections = [(line, bodies[line].pop(0) if bodies.get(line) else []) for line in lines]

    def _after(self, lines: list[str], line: str) -> list[str]:
        start = f"{self.rules.negation} "
        target = line.removeprefix(start)
        if target.startswith(SPEAKS):
            return self._spoken(lines, target.removeprefix(SPEAKS).split(), is_taken_back=target != line)
        if target == line:
            rival = next((one for one in self.rules.single if line.startswith(one)), line + "\0")
            others = [one for one in lines if not one.startswith(rival) and one not in (line, start + line)]
            return [*others, line]
        kept = [start + target] if target in self.rules.kept else []
        return [*(one for one in lines if not self._is(one, target) and one != start + target), *kept]

    def _is(self, line: str, target: str) -> bool:
        if target == "acl inbound":
            return line.startswith("acl ") and line.endswith(" inbound")
        if target in ("snmp-agent", "snmp-server"):
            return line.startswith(target)
        # A community of Comware goes without its right.
        bare = re.sub("community (?:read|write) (?:simple )?", "community ", line)
        return any(one == target or one.startswith(target + " ") for one in (line, bare))

    def _spoken(self, lines: list[str], words: list[str], *, is_taken_back: bool) -> list[str]:
        """What the agent speaks adds up; without v3, which is the default, it says so."""
        spoken = {word for one in lines if one.startswith(SPEAKS) for word in one.split()[3:]} or {"v3"}
        silent = {word for one in lines if one.startswith(f"undo {SPEAKS}") for word in one.split()[4:]}
        spoken = {"v1", "v2c", "v3"} if "all" in spoken else spoken - silent
        after = spoken - set(words) if is_taken_back else spoken | set(words)
        rest = [one for one in lines if SPEAKS not in one]
        said = [] if after == {"v3"} else [SPEAKS + " ".join(sorted(after))]
        return [*rest, *said, *([] if "v3" in after else [f"undo {SPEAKS}v3"])]
