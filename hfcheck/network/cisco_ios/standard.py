"""The lines that make a device of IOS meet the standard.

IOS has no telnet server to switch: telnet is what VTY lines take. Their order cannot cut us off: AAA asks for the users
of the device before lines do, and nothing is shut or filtered that is known to carry our own session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hfcheck.errors import ContentError
from hfcheck.network.cisco_ios import settings as printed
from hfcheck.network.cisco_ios.algorithms import CIPHERS, EXCHANGES, MACS
from hfcheck.network.edits import (
    Case,
    Edit,
    Say,
    algorithms,
    banner,
    clock,
    communities,
    console,
    hosts,
    lines,
    no_ports,
    ports,
    switch,
    vty,
)
from hfcheck.network.facts import Configuration
from hfcheck.network.filters import ios_filter
from hfcheck.network.lockout import refuse
from hfcheck.network.outline import headings
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access, by_line

CONSOLE = "line con 0"
BPDU_GUARD = ("spanning-tree portfast bpduguard default", "spanning-tree portfast edge bpduguard default")
STORM = ("storm-control broadcast level 5.00",)
TRUST = "ip dhcp snooping trust"
SNMP = "snmp-server community "
COMMUNITY = re.compile(r"snmp-server community (?P<name>\S{1,256})(?: .*)?")
BY_HAND = "expected users of SNMP v3 that are set up by hand, since they need secrets"


def changes(configuration: Configuration, wanted: Settings, access: Access) -> tuple[str, ...]:
    """The lines to send in configuration mode, () when the device conforms.

    Raises ContentError, before anything can be sent, for what would lock us out, what needs a secret, and what the
    device does not have.
    """
    outline = printed.outlined(configuration)
    found = printed.settings(configuration)
    case = Case(outline, found, _with_protocols(found, wanted), access, "no")
    refuse(case, lambda name: ios_filter(outline, name), ("aaa", "local"))
    topics = (_ssh(case), _vty(case), _services(case), _management(case), _users(case), _ports(case))
    return lines((edit for topic in topics for edit in topic), "exit")


def _with_protocols(found: Settings, wanted: Settings) -> Settings:
    """What telnet and SSH, on or off, mean for the VTY lines."""
    if wanted.telnet is None and not (wanted.ssh and not found.ssh):
        return wanted
    known = found.vty_protocols or {}
    declared = by_line(wanted.vty_protocols or {}, known)
    implied = {name: "ssh" for name, said in known.items() if _takes_telnet(said) or (wanted.ssh and not found.ssh)}
    each = {**(implied if wanted.telnet is False or not found.ssh else {}), **declared}
    if wanted.telnet is not None and any(map(_takes_telnet, {**known, **each}.values())) != wanted.telnet:
        raise ContentError(f"telnet: expected what vty_protocols declares, found {wanted.telnet} and {dict(declared)}")
    return replace(wanted, vty_protocols=each)


def _takes_telnet(protocol: str) -> bool:
    return protocol in ("telnet", "all")


def _ssh(case: Case) -> Iterator[Edit]:
    if case.misses("ssh_version1"):
        yield Edit("", "no ip ssh version" if case.wanted.ssh_version1 else "ip ssh version 2")
    yield from algorithms(case, "ssh_ciphers", "ip ssh server algorithm encryption", CIPHERS)
    yield from algorithms(case, "ssh_macs", "ip ssh server algorithm mac", MACS)
    yield from algorithms(case, "ssh_key_exchanges", "ip ssh server algorithm kex", EXCHANGES)


def _vty(case: Case) -> Iterator[Edit]:
    wanted = by_line(case.wanted.vty_authentication or {}, case.found.vty_authentication or {})
    modes = set(wanted.values())
    has_aaa = "aaa new-model" in case.outline.heads
    if modes and (len(modes) > 1 or (has_aaa and modes != {"aaa"})):
        raise ContentError(
            f"vty_authentication: expected 'aaa' for all lines or 'local' without AAA, found {dict(wanted)}"
        )
    if modes == {"aaa"} and not has_aaa:
        yield Edit("", "aaa new-model")
        yield Edit("", "aaa authentication login default local")
    yield from vty(case, headings(case.outline, printed.VTY), LINE)
    yield from console(case, CONSOLE, LINE["vty_idle_minutes"])


def _acl(body: Sequence[str], acl: str) -> Iterator[str]:
    if acl:
        yield f"access-class {acl} in"
    else:
        yield from (f"no {line}" for line in body if line.startswith("access-class ") and " in" in line)


LINE: Mapping[str, Say] = {
    "vty_authentication": lambda body, mode: ("login local",) if mode == "local" else (),
    "vty_acl": _acl,
    "vty_protocols": lambda body, protocol: (f"transport input {protocol}",),
    "vty_idle_minutes": lambda body, minutes: (f"exec-timeout {clock(minutes)}",),
}


def _services(case: Case) -> Iterator[Edit]:
    yield from switch(case, "http", ("ip http server",))
    yield from banner(case, "banner login ", "no banner login")


def _management(case: Case) -> Iterator[Edit]:
    yield from hosts(case, "ntp_servers", ("ntp server ", "ntp server "), printed.NTP)
    yield from hosts(case, "syslog_hosts", ("logging host ", "logging host ipv6 "), printed.HOST)
    yield from _snmp(case)


def _snmp(case: Case) -> Iterator[Edit]:
    """A community is good for v1 and v2c, so both go with it."""
    if not case.misses("snmp_versions"):
        yield from communities(case, SNMP, COMMUNITY)
        return
    wanted, found = set(case.wanted.snmp_versions or ()), set(case.found.snmp_versions or ())
    if not wanted:
        yield Edit("", "no snmp-server")
        return
    if wanted != {"v3"} or "v3" not in found:
        raise ContentError(
            f"snmp_versions: {BY_HAND}, and v3 alone or nothing, found {sorted(found)} for {sorted(wanted)}"
        )
    yield from communities(replace(case, wanted=replace(case.wanted, snmp_communities=0)), SNMP, COMMUNITY)
    yield from (Edit("", f"no {head}") for head in case.outline.heads if printed.SNMP2_GROUP.fullmatch(head))


def _users(case: Case) -> Iterator[Edit]:
    if case.misses("local_users"):
        gone = [name for name in case.found.local_users or () if name not in (case.wanted.local_users or ())]
        yield from (Edit("", f"no username {name}") for name in gone)


def _ports(case: Case) -> Iterator[Edit]:
    yield from switch(case, "bpdu_protection", BPDU_GUARD)
    yield from ports(case, "dhcp_trusted_ports", (TRUST,))
    yield from switch(case, "dhcp_snooping", ("ip dhcp snooping",))
    yield from no_ports(case, "dhcp_trusted_ports", re.compile(TRUST))
    yield from ports(case, "storm_control_ports", STORM)
    yield from ports(case, "shut_ports", ("shutdown",))
