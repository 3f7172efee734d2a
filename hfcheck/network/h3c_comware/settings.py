"""How a device of Comware is set up where security is concerned, read from its running configuration.

Defaults that count where nothing is printed: no telnet and no SSH server, a VTY line asks for a password, takes every
protocol and ends an idle session after ten minutes, an agent of SNMP speaks v3. Comware 5 runs a web server and takes
SSH 1 unless told otherwise, Comware 7 does not. A line counts before its class, and a class before the default.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hfcheck.network.facts import Configuration
from hfcheck.network.h3c_comware.algorithms import CIPHERS, EXCHANGES, MACS
from hfcheck.network.outline import (
    Outline,
    every,
    first,
    headings,
    hosts,
    minutes,
    outline,
    said,
    snmp_versions,
    translated,
)
from hfcheck.network.settings import Settings

BANNER = re.compile(r" ?header (?P<kind>login|legal|motd|shell|incoming) (?P<text>.*\S.*)")
OLD = re.compile(r"version [35]\..*")
VTY = re.compile(r"(?:line|user-interface) vty (?P<first>\d{1,3})(?: (?P<last>\d{1,3}))?")
CONSOLE = re.compile(r"(?:line|user-interface) (?P<kind>con|console|aux) \d{1,3}(?: \d{1,3})?")
CLASS = "line class "
AUTHENTICATION = re.compile(r"authentication-mode (?P<mode>scheme|password|none)(?: .*)?")
ACL = re.compile(r"acl (?P<acl>\S{1,64}) inbound")
SERVER_ACL = {name: re.compile(rf"{name} server acl (?:mac )?(?P<acl>\S{{1,64}})") for name in ("ssh", "telnet")}
PROTOCOL = re.compile(r"protocol inbound (?P<protocol>ssh|telnet|all)")
IDLE = re.compile(r"idle-timeout (?P<minutes>\d{1,5})(?: (?P<seconds>\d{1,2}))?")
IDLE_MINUTES = 10.0
# Users of the class network only pass through the device.
USER = re.compile(r"local-user (?P<name>\S{1,253})(?: class manage)?")
COMMUNITY = "snmp-agent community "
NTP = re.compile(r"ntp-service (?:ipv6 )?unicast-server (?P<host>[0-9A-Fa-f.:]{2,45})(?: .*)?")
SYSLOG = re.compile(r"info-center loghost (?:vpn-instance \S{1,31} )?(?:ipv6 )?(?P<host>[0-9A-Fa-f.:]{2,45})(?: .*)?")
STORM = re.compile(r"storm-constrain (?:broadcast|multicast|unicast) .*|broadcast-suppression .*")
SNOOPING = ("dhcp snooping enable", "dhcp-snooping")
TRUST = re.compile(r"dhcp[ -]snooping trust(?: .*)?")


def settings(configuration: Configuration) -> Settings:
    """The settings that the configuration shows; raises Unreadable for a banner without an end."""
    found = outlined(configuration)
    heads, old = found.heads, is_old(found)
    return replace(
        _of_ports(_of_management(_of_lines(found), found), found),
        telnet="telnet server enable" in heads,
        http=said(heads, ("ip http enable",), ("undo ip http enable",), unsaid=old),
        ssh="ssh server enable" in heads,
        ssh_version1=said(
            heads,
            ("ssh server compatible-ssh1x enable",),
            ("undo ssh server compatible-ssh1x enable", "undo ssh server compatible-ssh1x"),
            unsaid=old,
        ),
        ssh_ciphers=translated(heads, "ssh2 algorithm cipher ", CIPHERS),
        ssh_macs=translated(heads, "ssh2 algorithm mac ", MACS),
        ssh_key_exchanges=translated(heads, "ssh2 algorithm key-exchange ", EXCHANGES),
    )


def outlined(configuration: Configuration) -> Outline:
    """The configuration's sections."""
    return outline(configuration.lines, BANNER)


def is_old(found: Outline) -> bool:
    """Whether Comware 5 or older wrote the configuration."""
    return any(OLD.fullmatch(head) for head in found.heads[:3])


def _of_lines(found: Outline) -> Settings:
    vty = {name: _body(found, head) for name, head in headings(found, VTY).items()}
    consoles = [_body(found, head) for head in found.heads if CONSOLE.fullmatch(head)]
    server_acl = _server_acl(found.heads)
    modes = {name: first(AUTHENTICATION, body, "mode") or "password" for name, body in vty.items()}
    return Settings(
        vty_authentication={name: "aaa" if mode == "scheme" else mode for name, mode in modes.items()},
        vty_acl={name: first(ACL, body, "acl") or server_acl for name, body in vty.items()},
        vty_idle_minutes={name: minutes(IDLE, body, IDLE_MINUTES) for name, body in vty.items()},
        vty_protocols={name: first(PROTOCOL, body, "protocol") or "all" for name, body in vty.items()},
        console_idle_minutes=minutes(IDLE, consoles[0] if consoles else (), IDLE_MINUTES),
    )


def _body(found: Outline, head: str) -> Sequence[str]:
    return (*found.below(head), *found.below(CLASS + head.split()[1]))


def _server_acl(heads: Sequence[str]) -> str:
    """The ACL that filters every server which runs; "" if one of them is open."""
    acls = {first(SERVER_ACL[name], heads, "acl") or "" for name in SERVER_ACL if f"{name} server enable" in heads}
    return acls.pop() if len(acls) == 1 else ""


def _of_management(settings: Settings, found: Outline) -> Settings:
    heads = found.heads
    return replace(
        settings,
        local_users=tuple(sorted(every(USER, heads, "name"))),
        snmp_versions=snmp_versions(heads),
        # Two communities look alike once they are hidden.
        snmp_communities=sum(line.startswith(COMMUNITY) for line in heads),
        ntp_servers=() if "undo ntp-service enable" in heads else hosts(NTP, heads),
        syslog_hosts=() if "undo info-center enable" in heads else hosts(SYSLOG, heads),
        login_banner=found.banners.get("login", ""),
    )


def _of_ports(settings: Settings, found: Outline) -> Settings:
    ports = found.named("interface ")
    return replace(
        settings,
        shut_ports=tuple(name for name, body in ports.items() if "shutdown" in body),
        bpdu_protection="stp bpdu-protection" in found.heads,
        storm_control_ports=tuple(name for name, body in ports.items() if any(map(STORM.fullmatch, body))),
        dhcp_snooping=any(line in found.heads for line in SNOOPING),
        dhcp_trusted_ports=tuple(name for name, body in ports.items() if any(map(TRUST.fullmatch, body))),
    )
