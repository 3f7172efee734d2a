"""What a device is set up like, and which lines would make it meet its checks; seen over a session of inspection."""

from __future__ import annotations

import importlib
import importlib.util
import socket
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hfcheck.device.procedures import Procedure, procedure
from hfcheck.device.session import Session
from hfcheck.device.source import ask_facts
from hfcheck.device.target import Target
from hfcheck.device.wanted import Demand, Wanted, wanted
from hfcheck.errors import ChangeRefused, ContentError
from hfcheck.network.answer import answer
from hfcheck.network.config_text import steady
from hfcheck.network.facts import Configuration
from hfcheck.network.observed import Heard, Missing, read
from hfcheck.network.redaction import redact
from hfcheck.network.reply import reply
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access, unmet
from hfcheck.readings.parsing import Unreadable

VERSION = {"cisco_ios": "show version", "h3c_comware": "display version", "huawei_vrp": "display version"}
FACTS = ("running", "startup", "users")


@dataclass(frozen=True, slots=True)
class Look:
    """A device before a change. `running`, `startup` and `lines` hold its secrets and stay in memory.

    `procedure` is how it takes a change that it gives up by itself, or why there is none; `lines` are those of the
    configuration alone. `startup` is None if it could not be read.
    """

    platform: str
    running: tuple[str, ...] = field(repr=False)
    startup: tuple[str, ...] | None = field(repr=False)
    settings: Settings
    wanted: Wanted
    lines: tuple[str, ...] = field(repr=False)
    procedure: Procedure | str

    @property
    def conforms(self) -> bool:
        """Whether every setting is as its checks demand, as far as they say how."""
        return self.wanted.settings == Settings()

    @property
    def is_saved(self) -> bool:
        """Whether a restart would bring back what runs now."""
        return self.startup is not None and steady(self.startup) == steady(self.running)

    def missed(self, configuration: Configuration) -> tuple[str, ...]:
        """The wanted settings that a configuration does not have; raises ChangeRefused."""
        return unmet(settings_of(self.platform, configuration), self.wanted.settings)

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines, their secrets hidden."""
        return hidden(self.lines)


def look(target: Target, asked: Sequence[Demand], minutes: int) -> Look:
    """Read the configuration and work out what to send; raises DeviceUnreachable, ChangeRefused.

    `minutes`: how long the device would wait for the confirmation of a change.
    """
    platform = target.platform
    with Session.open(target) as session:
        seen = see(session, platform)
        version = _version(session, platform)
    settings = settings_of(platform, seen.configuration)
    need = wanted(asked, settings, _able(platform))
    access = Access(target.username, seen.ours or (_our_address(target),))
    lines = changes(platform, seen.configuration, need.settings, access)
    running = seen.configuration.lines
    how = procedure(platform, version, running, minutes)
    return Look(platform, running, seen.startup, settings, need, lines, how)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a device shows of its configurations, secrets included, and the addresses that it sees us come from."""

    configuration: Configuration = field(repr=False)
    startup: tuple[str, ...] | None = field(repr=False)
    ours: tuple[str, ...]


def see(session: Session, platform: str) -> Seen:
    """Read both configurations, whole; raises ChangeRefused if the running one cannot be read."""
    raw: dict[str, Heard] = {}

    def ask(lines: Sequence[str]) -> Sequence[Heard]:
        found = session.ask_all(lines)
        raw.update({one.line: one for one in found})
        return found

    heard = ask_facts(platform, FACTS, ask)
    facts = {name: next(_told(platform, name, rows), None) for name, rows in heard.items()}
    if facts["running"] is None:
        why = "; ".join(str(read(platform, "running", one)) for one in heard["running"])
        raise ChangeRefused(f"expected the whole running configuration, found {why or 'no command that prints it'}")
    texts = {name: _lines(platform, raw[fact[0]]) for name, fact in facts.items() if fact is not None}
    users = facts["users"][1] if facts["users"] else ()
    return Seen(
        Configuration(texts["running"], facts["running"][1].hostname),
        texts.get("startup"),
        tuple(one.address for one in users if one.mine and one.address),
    )


def _told(platform: str, name: str, rows: Sequence[Heard]) -> Iterator[tuple[str, Any]]:
    """The line that told the fact, and the fact."""
    for one in rows:
        found = read(platform, name, one)
        if not isinstance(found, Missing):
            yield one.line, found


def _lines(platform: str, heard: Heard) -> tuple[str, ...]:
    """What the device printed, nothing hidden."""
    return tuple(reply(platform, heard.line, heard.text).text.split("\n"))


def _version(session: Session, platform: str) -> Mapping[str, Any]:
    """The values of the command for the version; empty if there is none."""
    line = VERSION.get(platform)
    return {} if line is None else answer(platform, line, session.ask(line).text).values


def settings_of(platform: str, configuration: Configuration) -> Settings:
    """The settings that a configuration shows; raises ChangeRefused."""
    try:
        found: Settings = importlib.import_module(f"hfcheck.network.{platform}.settings").settings(configuration)
    except ModuleNotFoundError:
        raise ChangeRefused(f"the settings of {platform} cannot be read") from None
    except Unreadable as problem:
        raise ChangeRefused(f"the settings cannot be read: {problem}") from None
    return found


def _able(platform: str) -> Mapping[str, Collection[str]]:
    """The algorithms that the platform has a name for, by their setting; of a platform without a standard, nothing."""
    standard = _standard(platform)
    if standard is None:
        return {}
    tables = {"ssh_ciphers": standard.CIPHERS, "ssh_macs": standard.MACS, "ssh_key_exchanges": standard.EXCHANGES}
    return {setting: frozenset(table.values()) for setting, table in tables.items()}


def _standard(platform: str) -> Any:
    """The module that makes the lines of a change; None for a platform that has none."""
    name = f"hfcheck.network.{platform}.standard"
    return None if importlib.util.find_spec(name) is None else importlib.import_module(name)


def changes(platform: str, configuration: Configuration, wanted: Settings, access: Access) -> tuple[str, ...]:
    """The lines of the platform's standard; () if it has none. Raises ChangeRefused."""
    standard = _standard(platform)
    if standard is None:
        return ()
    try:
        found: tuple[str, ...] = standard.changes(configuration, wanted, access)
    except (ContentError, Unreadable) as problem:
        raise ChangeRefused(redact(str(problem))) from None
    for line in found:
        if not (line.isascii() and line.isprintable()):
            raise ChangeRefused(f"expected lines of printable ASCII, found {redact(line)!r}")
    return found


def hidden(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines with their secrets hidden."""
    return tuple(redact("\n".join(lines)).split("\n")) if lines else ()


def _our_address(target: Target) -> str:
    """The address that this machine has on its way to the device; nothing is sent to find it."""
    with socket.socket(socket.AF_INET6 if ":" in target.host else socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect((target.host, target.port))
        return str(way.getsockname()[0])
