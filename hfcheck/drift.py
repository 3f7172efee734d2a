"""Drift: what of a server is another one than at the look before, and what its audit trail knows of who changed it.

Pure. A state is kind → name → value, as the reading server_state tells it. A kind that one of the two looks did not see
is told as such: two blind eyes see no difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hfcheck.model import SHANGHAI
from hfcheck.readings.parsing import Unreadable, fields, whole

Kind = Mapping[str, str]
State = Mapping[str, Kind]
# What is compared, in the order in which a person wants to know it: (kind, what it is called).
TITLES: Mapping[str, str] = {
    "ports": "监听端口",
    "accounts": "账户",
    "groups": "用户组",
    "sudoers": "提权规则",
    "keys": "登录密钥",
    "setuid": "特权程序",
    "files": "配置文件",
    "units": "系统服务",
    "rules": "防火墙规则",
    "packages": "软件包",
}
TRAIL = "trail"
# The programs that change what no single file stands for.
INSTALLERS = re.compile(r"(dpkg|apt|apt-get|aptitude|unattended-upgrade\S*|rpm|yum|dnf\S*)$")
FILTERS = re.compile(r"(nft|x?tables-\S+|ip6?tables\S*|firewall-cmd|firewalld)$")
UNIT_FILES = re.compile(r"/(etc|usr/lib|lib|run)/systemd/(system|user)/")


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that came (`before` is None), went (`after` is None) or became another."""

    kind: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Touch:
    """A change that the audit daemon saw: when, by whom (the user who logged in), with which program, to which file."""

    at: datetime
    user: str
    program: str
    path: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two states, and the kinds that one of them did not tell."""

    drifts: tuple[Drift, ...]
    unseen: tuple[str, ...]


def compare(before: State, after: State) -> Compared:
    """What differs in the kinds that both tell."""
    both = [kind for kind in TITLES if kind in before and kind in after]
    found = tuple(drift for kind in both for drift in _drifts(kind, before[kind], after[kind]))
    return Compared(found, tuple(kind for kind in TITLES if kind not in both))


def _drifts(kind: str, before: Kind, after: Kind) -> Iterator[Drift]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield Drift(kind, name, before.get(name), after.get(name))


def touches(trail: Iterable[str], since: datetime, until: datetime) -> tuple[Touch, ...]:
    """The readable entries of a trail between two instants, oldest first."""
    known = (touch for line in trail if (touch := _touch(line)) is not None)
    return tuple(sorted((one for one in known if since <= one.at <= until), key=lambda one: one.at))


def reaches(trail: Iterable[str], since: datetime) -> bool:
    """Whether a trail begins before an instant, so that nobody being named in it means something."""
    return any(touch is not None and touch.at <= since for touch in map(_touch, trail))


def _touch(line: str) -> Touch | None:
    try:
        seconds, user, program, path = fields(line, 4, "an entry of the audit trail")
        return Touch(datetime.fromtimestamp(whole(seconds, "an instant"), tz=SHANGHAI), user, program, path)
    except (Unreadable, ValueError, OverflowError, OSError):
        return None


def touched(drift: Drift, trail: Iterable[Touch]) -> tuple[Touch, ...]:
    """The entries that may have made a drift: of the file behind it, or of the programs that make such changes."""
    may_have = MAKERS.get(drift.kind)
    return () if may_have is None else tuple(one for one in trail if may_have(drift.name, one))


def _at(file_of: Callable[[str], str]) -> Callable[[str, Touch], bool]:
    return lambda name, touch: touch.path == file_of(name)


def _among(*paths: str) -> Callable[[str, Touch], bool]:
    return lambda _, touch: touch.path in paths


def _unit(name: str, touch: Touch) -> bool:
    return UNIT_FILES.match(touch.path) is not None and touch.path.endswith(f"/{name}")


def _ran(program: re.Pattern[str]) -> Callable[[str, Touch], bool]:
    return lambda _, touch: program.fullmatch(touch.program.rpartition("/")[2]) is not None


# Kind → whether an entry may have changed the thing of that name. Nobody's file tells who opened a port.
MAKERS: Mapping[str, Callable[[str, Touch], bool]] = {
    "accounts": _among("/etc/passwd", "/etc/passwd+", "/etc/passwd-"),
    "groups": _among("/etc/group", "/etc/group+", "/etc/group-"),
    "sudoers": _at(lambda name: name.partition(": ")[0]),
    "keys": _at(lambda name: name.split(" ", 2)[-1]),
    "setuid": _at(str),
    "files": _at(str),
    "units": _unit,
    "rules": _ran(FILTERS),
    "packages": _ran(INSTALLERS),
}
