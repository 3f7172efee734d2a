"""The lines that make a device of Comware meet the standard.

Their order cannot cut us off: SSH comes before telnet goes, and trusted ports come before the snooping that asks for
them, which works on all ports at once. Comware 7 filters logins at its servers, Comware 5 at its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hfcheck.errors import ContentError
from hfcheck.network.edits import (
    Case,
    Edit,
    Say,
    agent,
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
from hfcheck.network.filters import vrp_filter
from hfcheck.network.h3c_comware import settings as printed
from hfcheck.network.h3c_comware.algorithms import CIPHERS, EXCHANGES, MACS
from hfcheck.network.lockout import refuse
from hfcheck.network.outline import first, headings
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access, by_line

SNOOPING = (("dhcp snooping enable",), "dhcp snooping trust")
OLD_SNOOPING = (("dhcp-snooping",), "dhcp-snooping trust")
STORM = ("storm-constrain broadcast pps 2000 1000", "storm-constrain control block")
# Comware 7 does not ask for the right of a community that goes, Comware 5 does.
COMMUNITY = re.compile(r"snmp-agent community (?:(?:read|write) )?(?:simple )?(?P<name>(?:cipher )?\S{1,256})(?: .*)?")
OLD_COMMUNITY = re.compile(r"snmp-agent community (?P<name>(?:read|write) (?:cipher )?\S{1,256})(?: .*)?")
LINE: Mapping[str, Say] = {
    "vty_authentication": lambda body, mode: ("authentication-mode scheme",),
    "vty_protocols": lambda body, protocol: (f"protocol inbound {protocol}",),
    "vty_idle_minutes": lambda body, minutes: (f"idle-timeout {clock(minutes)}",),
}
OLD_LINE: Mapping[str, Say] = {
    **LINE,
    "vty_acl": lambda body, acl: (f"acl {acl} inbound" if acl else "undo acl inbound",),
}


def changes(configuration: Configuration, wanted: Settings, access: Access) -> tuple[str, ...]:
    """The lines to send in the system view, () when the device conforms.

    Raises ContentError, before anything can be sent, for what would lock us out, what needs a secret, and what the
    device does not have.
    """
    outline = printed.outlined(configuration)
    case = Case(outline, printed.settings(configuration), wanted, access, "undo")
    refuse(case, lambda name: vrp_filter(outline, name))
    topics = (_ssh(case), _vty(case), _services(case), _management(case), _users(case), _ports(case))
    return lines((edit for topic in topics for edit in topic), "quit")


def _ssh(case: Case) -> Iterator[Edit]:
    yield from switch(case, "ssh", ("ssh server enable",))
    yield from algorithms(case, "ssh_ciphers", "ssh2 algorithm cipher", CIPHERS)
    yield from algorithms(case, "ssh_macs", "ssh2 algorithm mac", MACS)
    yield from algorithms(case, "ssh_key_exchanges", "ssh2 algorithm key-exchange", EXCHANGES)
    yield from switch(case, "ssh_version1", ("ssh server compatible-ssh1x enable",))


def _vty(case: Case) -> Iterator[Edit]:
    heads = headings(case.outline, printed.VTY)
    if printed.is_old(case.outline):
        yield from vty(case, heads, OLD_LINE)
    else:
        yield from vty(case, heads, LINE)
        yield from _server_acl(case, heads)
    head = next((head for head in case.outline.heads if printed.CONSOLE.fullmatch(head)), None)
    if case.misses("console_idle_minutes") and head is None:
        raise ContentError("console_idle_minutes: expected a console line in the configuration, found none")
    yield from console(case, head or "", LINE["vty_idle_minutes"])


def _server_acl(case: Case, heads: Mapping[str, str]) -> Iterator[Edit]:
    # Without telnet its filter does not count, with it a filter of SSH is not enough.
    if case.wanted.vty_acl is None or not (case.misses("vty_acl") or case.misses("telnet")):
        return
    wanted = {**(case.found.vty_acl or {}), **by_line(case.wanted.vty_acl or {}, heads)}
    acls = set(wanted.values())
    if len(acls) != 1:
        raise ContentError(f"vty_acl: expected one access list for all lines of Comware 7, found {sorted(acls)}")
    acl = acls.pop()
    for name in _servers(case):
        if (first(printed.SERVER_ACL[name], case.outline.heads, "acl") or "") != acl:
            yield Edit("", f"{name} server acl {acl}" if acl else f"undo {name} server acl")
    for head in heads.values():
        inbound = [line for line in case.outline.below(head) if printed.ACL.fullmatch(line)]
        yield from (Edit(head, "undo acl inbound") for _ in inbound)


def _servers(case: Case) -> tuple[str, ...]:
    """The servers that log in afterwards."""
    telnet = case.found.telnet if case.wanted.telnet is None else case.wanted.telnet
    return ("ssh", "telnet") if telnet else ("ssh",)


def _services(case: Case) -> Iterator[Edit]:
    yield from switch(case, "telnet", ("telnet server enable",))
    yield from switch(case, "http", ("ip http enable",))
    yield from banner(case, "header login ", "undo header login")


def _management(case: Case) -> Iterator[Edit]:
    is_silent = not printed.is_old(case.outline) and "ntp-service enable" not in case.outline.heads
    if case.misses("ntp_servers") and case.wanted.ntp_servers and is_silent:
        yield Edit("", "ntp-service enable")
    yield from hosts(
        case, "ntp_servers", ("ntp-service unicast-server ", "ntp-service ipv6 unicast-server "), printed.NTP
    )
    if case.misses("syslog_hosts") and "undo info-center enable" in case.outline.heads:
        yield Edit("", "info-center enable")
    yield from hosts(case, "syslog_hosts", ("info-center loghost ", "info-center loghost ipv6 "), printed.SYSLOG)
    yield from communities(case, printed.COMMUNITY, OLD_COMMUNITY if printed.is_old(case.outline) else COMMUNITY)
    yield from agent(case)


def _users(case: Case) -> Iterator[Edit]:
    if case.misses("local_users"):
        users = [match for head in case.outline.heads if (match := printed.USER.fullmatch(head))]
        gone = [user for user in users if user["name"] not in (case.wanted.local_users or ())]
        yield from (Edit("", case.negated(user[0])) for user in gone)


def _ports(case: Case) -> Iterator[Edit]:
    snooping, trust = OLD_SNOOPING if printed.is_old(case.outline) else SNOOPING
    yield from switch(case, "bpdu_protection", ("stp bpdu-protection",))
    yield from ports(case, "dhcp_trusted_ports", (trust,))
    yield from switch(case, "dhcp_snooping", snooping)
    yield from no_ports(case, "dhcp_trusted_ports", printed.TRUST)
    yield from ports(case, "storm_control_ports", STORM)
    yield from ports(case, "shut_ports", ("shutdown",))
