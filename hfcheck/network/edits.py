"""The lines of a change, made topic by topic: what the platforms share, given each platform's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.errors import ContentError
from hfcheck.network.outline import SPEAKS, Outline, canonical, snmp_versions
from hfcheck.network.redaction import HIDDEN
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access, by_line, meets, plain, same

# Behind a host stands where its packets go.
VPN = re.compile(r" (?:vpn-instance|vrf) \S{1,64}")
# The lines that set a value, given what the section has.
Say = Callable[[Sequence[str], Any], Iterable[str]]
ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:]{2,39}")
LONGEST = 35791
MARKS = "%$&~|+"


@dataclass(frozen=True, slots=True)
class Edit:
    """A line to send within a section, whose heading enters it; "" for the outermost."""

    section: str
    line: str


@dataclass(frozen=True, slots=True)
class Case:
    """A device to change: its configuration and settings, what is wanted, how we come in, and its word for not."""

    outline: Outline
    found: Settings
    wanted: Settings
    access: Access
    negation: str

    def misses(self, field: str) -> bool:
        """Whether a declared field is not as wanted."""
        wanted = getattr(self.wanted, field)
        return wanted is not None and not meets(field, getattr(self.found, field), wanted)

    def negated(self, line: str) -> str:
        """The line that takes this one back."""
        start = f"{self.negation} "
        return line.removeprefix(start) if line.startswith(start) else start + line


def lines(edits: Iterable[Edit], leave: str) -> tuple[str, ...]:
    """The lines that make the edits in their order: neighbours in a section enter it once and leave it."""
    return tuple(_lines(edits, leave))


def _lines(edits: Iterable[Edit], leave: str) -> Iterator[str]:
    section = ""
    for edit in (*edits, Edit("", "")):
        if edit.section != section:
            if section:
                yield leave
            if edit.section:
                yield edit.section
            section = edit.section
        if edit.line:
            yield edit.line


def switch(case: Case, field: str, on: Sequence[str]) -> Iterator[Edit]:
    """Something that is on or off: `on` are the lines that each switch it on, the usual one first."""
    if not case.misses(field):
        return
    if getattr(case.wanted, field):
        yield Edit("", on[0])
        return
    printed = [line for line in on if line in case.outline.heads]
    yield from (Edit("", case.negated(line)) for line in printed or on[:1])


def algorithms(case: Case, field: str, start: str, names: Mapping[str, str]) -> Iterator[Edit]:
    """The algorithms of SSH; `names` are the platform's → OpenSSH's. Refuses one that the platform does not have."""
    if not case.misses(field):
        return
    words = {name: word for word, name in names.items()}
    wanted = getattr(case.wanted, field)
    unknown = [name for name in wanted if name not in words]
    if unknown or not wanted:
        raise ContentError(f"{field}: expected some of {', '.join(words)}, found {', '.join(unknown) or 'none'}")
    yield Edit("", " ".join((start.rstrip(), *(words[name] for name in wanted))))


def vty(case: Case, headings: Mapping[str, str], says: Mapping[str, Say]) -> Iterator[Edit]:
    """The VTY lines, one after another: `says` has the settings by their field, in the order that a line needs them."""
    for name, head in headings.items():
        for field, say in says.items():
            found, wanted = getattr(case.found, field) or {}, getattr(case.wanted, field) or {}
            value = by_line(wanted, headings).get(name)
            if value is not None and not same(found[name], value):
                yield from (Edit(head, line) for line in say(case.outline.below(head), value))


def console(case: Case, head: str, say: Say) -> Iterator[Edit]:
    """How long an idle session at the console lasts."""
    if case.misses("console_idle_minutes"):
        said = say(case.outline.below(head), case.wanted.console_idle_minutes)
        yield from (Edit(head, line) for line in said)


def clock(minutes: float) -> str:
    """Minutes and seconds as a line has them; refuses what no device takes."""
    if not 0 <= minutes <= LONGEST:
        raise ContentError(f"expected idle minutes from 0 to {LONGEST}, found {minutes}")
    whole, seconds = divmod(round(minutes * 60), 60)
    return f"{whole} {seconds}"


def hosts(case: Case, field: str, starts: tuple[str, str], pattern: re.Pattern[str]) -> Iterator[Edit]:
    """Servers to ask or to tell: first those that are missing, then those that go. `starts` for IPv4 and for IPv6."""
    if not case.misses(field):
        return
    wanted = [canonical(host) for host in getattr(case.wanted, field)]
    strange = [host for host in wanted if not ADDRESS.fullmatch(host)]
    if strange:
        raise ContentError(f"{field}: expected addresses, found {strange}")
    yield from (Edit("", starts[":" in host] + host) for host in wanted if host not in getattr(case.found, field))
    for head in case.outline.heads:
        found = pattern.fullmatch(head)
        if found is not None and canonical(found["host"]) not in wanted:
            vpn = VPN.search(head, found.end("host"))
            yield Edit("", case.negated(head[: found.end("host")] + (vpn[0] if vpn else "")))


def banner(case: Case, start: str, none: str) -> Iterator[Edit]:
    """The banner before the login. One of several lines is one edit: the prompt comes back after the last of them."""
    if not case.misses("login_banner"):
        return
    text = plain(case.wanted.login_banner or "")
    mark = next((mark for mark in MARKS if mark not in text), None)
    # A question mark asks for help, a tab completes a word.
    if mark is None or "?" in text or any(not sign.isprintable() for sign in text if sign != "\n"):
        raise ContentError(f"login_banner: expected printable text without '?' and one of {MARKS}, found {text[:60]!r}")
    yield Edit("", f"{start}{mark}{text}{mark}" if text else none)


def ports(case: Case, field: str, lines: Sequence[str]) -> Iterator[Edit]:
    """What ports that are named are to have, line by line."""
    for name in _wanted_ports(case, field):
        if name not in getattr(case.found, field):
            yield from (Edit(f"interface {name}", line) for line in lines)


def no_ports(case: Case, field: str, printed: re.Pattern[str]) -> Iterator[Edit]:
    """What ports that are not named must not have: each printed line that fits is taken back."""
    if not case.misses(field):
        return
    for name, body in case.outline.named("interface ").items():
        if name not in getattr(case.wanted, field):
            yield from (Edit(f"interface {name}", case.negated(line)) for line in body if printed.fullmatch(line))


def _wanted_ports(case: Case, field: str) -> tuple[str, ...]:
    if not case.misses(field):
        return ()
    wanted: tuple[str, ...] = getattr(case.wanted, field)
    unknown = set(wanted) - case.outline.named("interface ").keys()
    if unknown:
        raise ContentError(f"{field}: expected ports of the device by their full names, found {sorted(unknown)}")
    return wanted


def communities(case: Case, start: str, pattern: re.Pattern[str]) -> Iterator[Edit]:
    """All communities go, if they are declared to be none; the group `name` of a line tells which one goes."""
    if not case.misses("snmp_communities"):
        return
    if case.wanted.snmp_communities != 0:
        raise ContentError(
            f"snmp_communities: expected 0, since their names are secrets, found {case.wanted.snmp_communities}"
        )
    gone = [found for head in case.outline.heads if (found := pattern.fullmatch(head))]
    if len(gone) != case.found.snmp_communities or any(HIDDEN in found[0] for found in gone):
        raise ContentError("snmp_communities: expected the configuration as the device shows it, found hidden names")
    yield from (Edit("", case.negated(start + found["name"])) for found in gone)


def agent(case: Case) -> Iterator[Edit]:
    """What the agent of VRP or Comware speaks."""
    if not case.misses("snmp_versions"):
        return
    wanted = case.wanted.snmp_versions or ()
    unknown = set(wanted) - {"v1", "v2c", "v3"}
    if unknown:
        raise ContentError(f"snmp_versions: expected some of v1, v2c, v3, found {sorted(unknown)}")
    if not wanted:
        yield Edit("", "undo snmp-agent")
        return
    if not case.found.snmp_versions:
        yield Edit("", "snmp-agent")
    # What an agent that is off would speak.
    spoken = snmp_versions(("snmp-agent", *case.outline.heads))
    if set(wanted) - set(spoken):
        yield Edit("", SPEAKS + " ".join(wanted))
    if set(spoken) - set(wanted):
        yield Edit("", f"undo {SPEAKS}" + " ".join(one for one in spoken if one not in wanted))
