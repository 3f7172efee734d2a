"""Who typed what: the commands that a device recorded in its own log, in the makers' wordings.

A device that logs no commands records nobody: an empty answer never means that nobody was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hfcheck.network.facts import LogEntry

TEXT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Wording:
    """How a maker words a recorded command: where its line, its user and the address stand. All are searched alone."""

    line: re.Pattern[str]
    user: re.Pattern[str]
    address: re.Pattern[str]


WORDINGS = (
    # VRP: (Task=VTY0, Ip=192.0.2.41, VpnName=, User=admin, AuthenticationMethod="Local-user", Command="shutdown")
    Wording(
        re.compile(r"\bCommand=\"([^\"]{1,400})\"", re.IGNORECASE),
        re.compile(r"\bUser=\"?([^\s,;)\"]{1,64})", re.IGNORECASE),
        re.compile(r"\b(?:Remote)?Ip=\"?([^\s,;)\"]{1,64})", re.IGNORECASE),
    ),
    # Comware: -Line=vty0-IPAddr=192.0.2.41-User=admin; Command is shutdown
    Wording(
        re.compile(r"; ?Command is (.{1,400})"),
        re.compile(r"-User=([^;\s]{1,64})"),
        re.compile(r"-IPAddr=([^-;\s]{1,64})"),
    ),
    # IOS with `archive log config`: User:admin  logged command:shutdown
    Wording(
        re.compile(r"\blogged command: ?(.{1,400})"),
        re.compile(r"\bUser:(\S{1,64})"),
        re.compile(r"\bfrom ([0-9.]{7,15})"),
    ),
    # IOS and Ruijie without it: Configured from console by admin on vty0 (192.0.2.41)
    Wording(
        re.compile(r"(Configured from (?:console|\S{1,20}))"),
        re.compile(r"Configured from \S{1,20} by (\S{1,64})"),
        re.compile(r"\(([0-9A-Fa-f.:]{3,45})\)"),
    ),
)
# What only looks, or moves between views, changes nothing.
LOOKING = re.compile(
    r"(?:display|show|dir|ping|tracert|traceroute|quit|exit|return|end|screen-length|terminal|system-view"
    r"|configure terminal|enable|disable|more|sys|dis)\b.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command in a device's log; `at` is the device's clock without offset, `user` and `address` "" where unsaid."""

    at: str
    user: str
    address: str
    line: str

    @property
    def changes(self) -> bool:
        """Whether the command may have changed something, rather than looked or moved between views."""
        return LOOKING.fullmatch(self.line.strip()) is None


def recorded(entries: Iterable[LogEntry]) -> tuple[CommandRecord, ...]:
    """The commands among a log's messages, by the device's clock."""
    return tuple(sorted(_recorded(entries), key=lambda one: one.at))


def _recorded(entries: Iterable[LogEntry]) -> Iterator[CommandRecord]:
    for entry in entries:
        text = entry.text[:TEXT_LIMIT]
        for wording in WORDINGS:
            line = wording.line.search(text)
            if line is not None:
                yield CommandRecord(entry.at, _said(wording.user, text), _said(wording.address, text), line[1].strip())
                break


def _said(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
