"""What stands behind which line, and which silence is only that of the line.

The inventory says it: `site_lines` names the lines that the hosts of a site stand behind, any of which will do;
`line_ends` of a line says for the devices at its ends what their findings call it: a port, an address, a route.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hfcheck.model import Reason, Value, Verdict

# The check of a line that tells whether its far end answers.
CARRIES = "line.carries"
# Checks whose deviation says that a host, a terminal or a line is silent.
SILENCE = frozenset({"reachability.reachable", "terminal.answers", CARRIES})

Behind = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Signs:
    """What the findings of a run, in any order, say of lines and of silence."""

    silent: set[str] = field(default_factory=set)
    down: set[str] = field(default_factory=set)
    carrying: set[str] = field(default_factory=set)

    def see(self, host: str, check: str, verdict: str, reason: str | None) -> None:
        """Take one finding in."""
        if is_silence(check, verdict, reason):
            self.silent.add(host)
        if check == CARRIES and verdict == Verdict.DEVIATES:
            self.down.add(host)
        if check == CARRIES and verdict == Verdict.CONFORMS:
            self.carrying.add(host)

    def root(self, lines: Iterable[str]) -> str | None:
        """The line that an outage of all these is told of: the first that is down, if none was seen to carry."""
        known = list(lines)
        if not self.carrying.isdisjoint(known):
            return None
        return next((line for line in known if line in self.down), None)

    def cut_off(self, behind: Behind) -> dict[str, str]:
        """Silent host → the line whose outage explains its silence; lines are none of the hosts."""
        found = {host: self.root(lines) for host, lines in behind.items() if host in self.silent - self.down}
        return {host: line for host, line in found.items() if line is not None}


def is_silence(check: str, verdict: str, reason: str | None) -> bool:
    """Whether a finding says that its host did not answer at all."""
    return reason == Reason.UNREACHABLE or (check in SILENCE and verdict == Verdict.DEVIATES)


def calls(words: Collection[str], offending: Value | None) -> bool:
    """Whether what deviates is about nothing but one line: each part of it holds one of the line's words."""
    if offending is None or isinstance(offending, bool | int | float):
        return False
    parts = [offending] if isinstance(offending, str) else list(offending)
    return bool(parts) and all(not set(words).isdisjoint(str(part).split()) for part in parts)
