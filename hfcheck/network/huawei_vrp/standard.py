"""The lines that make a device of VRP meet the standard, VRP5 and VRP8 in their own words.

Their order cannot cut us off: SSH comes before telnet goes and AAA before SSH on a line. Trusted ports come right
behind the snooping that they need, which asks for nothing until a VLAN or a port has it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

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
from hfcheck.network.huawei_vrp import settings as printed
from hfcheck.network.huawei_vrp.algorithms import CIPHERS, EXCHANGES, MACS
from hfcheck.network.lockout import refuse
from hfcheck.network.outline import headings
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access

TRUST = re.compile(re.escape(printed.TRUST))
STORM = ("storm-control broadcast min-rate 1000 max-rate 2000", "storm-control action block")
USER = re.compile(r"(?:local-user|manager-user) (?P<name>\S+)")
COMMUNITY = re.compile(
    r"snmp-agent community (?P<name>(?:(?:read|write) )?(?:cipher )?(?:\"[^\"]{1,128}\"|\S{1,256}))(?: .*)?"
)
# SSH on a line needs AAA there first.
LINE: Mapping[str, Say] = {
    "vty_authentication": lambda body, mode: (f"authentication-mode {mode}",),
    "vty_acl": lambda body, acl: (f"acl {acl} inbound" if acl else "undo acl inbound",),
    "vty_protocols": lambda body, protocol: (f"protocol inbound {protocol}",),
    "vty_idle_minutes": lambda body, minutes: (f"idle-timeout {clock(minutes)}",),
}


def changes(configuration: Configuration, wanted: Settings, access: Access) -> tuple[str, ...]:
    """The lines to send in the system view, () when the device conforms.

    Raises ContentError, before anything can be sent, for what would lock us out, what needs a secret, and what the
    device does not have.
    """
    outline = printed.outlined(configuration)
    case = Case(outline, printed.settings(configuration), wanted, access, "undo")
    refuse(case, lambda name: vrp_filter(outline, name))
    ntp = "ntp" if printed.is_vrp8(configuration) else "ntp-service"
    topics = (_ssh(case), _vty(case), _services(case), _management(case, ntp), _users(case), _ports(case))
    return lines((edit for topic in topics for edit in topic), "quit")


def _ssh(case: Case) -> Iterator[Edit]:
    yield from switch(case, "ssh", printed.STELNET)
    yield from algorithms(case, "ssh_ciphers", "ssh server cipher", CIPHERS)
    yield from algorithms(case, "ssh_macs", "ssh server hmac", MACS)
    yield from algorithms(case, "ssh_key_exchanges", "ssh server key-exchange", EXCHANGES)
    yield from switch(case, "ssh_version1", ("ssh server compatible-ssh1x enable",))


def _vty(case: Case) -> Iterator[Edit]:
    yield from vty(case, headings(case.outline, printed.VTY), LINE)
    yield from console(case, printed.CONSOLE, LINE["vty_idle_minutes"])


def _services(case: Case) -> Iterator[Edit]:
    yield from switch(case, "telnet", printed.TELNET)
    yield from switch(case, "http", printed.WEB)
    yield from banner(case, "header login information ", "undo header login")


def _management(case: Case, ntp: str) -> Iterator[Edit]:
    yield from hosts(case, "ntp_servers", (f"{ntp} unicast-server ", f"{ntp} unicast-server ipv6 "), printed.NTP)
    if case.misses("syslog_hosts") and "undo info-center enable" in case.outline.heads:
        yield Edit("", "info-center enable")
    yield from hosts(case, "syslog_hosts", ("info-center loghost ", "info-center loghost ipv6 "), printed.SYSLOG)
    yield from communities(case, printed.COMMUNITY, COMMUNITY)
    yield from agent(case)


def _users(case: Case) -> Iterator[Edit]:
    if case.misses("local_users"):
        users = dict.fromkeys(match for line in case.outline.below("aaa") if (match := USER.match(line)))
        gone = [user for user in users if user["name"] not in (case.wanted.local_users or ())]
        yield from (Edit("aaa", line) for line in dict.fromkeys(case.negated(user[0]) for user in gone))


def _ports(case: Case) -> Iterator[Edit]:
    yield from switch(case, "bpdu_protection", ("stp bpdu-protection",))
    if case.misses("dhcp_snooping") and case.wanted.dhcp_snooping and "dhcp enable" not in case.outline.heads:
        yield Edit("", "dhcp enable")
    yield from switch(case, "dhcp_snooping", ("dhcp snooping enable",))
    yield from ports(case, "dhcp_trusted_ports", (printed.TRUST,))
    yield from no_ports(case, "dhcp_trusted_ports", TRUST)
    yield from _not_trusted_in_vlans(case)
    yield from ports(case, "storm_control_ports", STORM)
    yield from ports(case, "shut_ports", ("shutdown",))


def _not_trusted_in_vlans(case: Case) -> Iterator[Edit]:
    if case.misses("dhcp_trusted_ports"):
        for name, body in case.outline.named("vlan ").items():
            found = [match for line in body if (match := printed.TRUST_IN_VLAN.fullmatch(line))]
            gone = [match for match in found if match["port"] not in (case.wanted.dhcp_trusted_ports or ())]
            yield from (Edit(f"vlan {name}", case.negated(match[0])) for match in gone)
