"""How a device of VRP is set up where security is concerned, read from its running configuration.

Defaults differ from release to release. Of VRP5 V200R010, of VRP8 V200R005 and of everything newer the manuals say that
a telnet server and SSH 1 are off and that a VTY line takes SSH alone. Of older ones, and where no release is printed,
what is not said stays unknown: None, or "default" for a line. So does the web server of VRP5, which differs by product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hfcheck.network.facts import Configuration
from hfcheck.network.huawei_vrp.algorithms import CIPHERS, EXCHANGES, MACS
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

BANNER = re.compile(r"header (?P<kind>login|shell) information (?P<text>.*\S.*)")
RELEASE = re.compile(r"(?:!Software Version |\[)V(?P<version>\d{3})R(?P<release>\d{3})\S{0,40}\]?", re.IGNORECASE)
VTY = re.compile(r"user-interface vty (?P<first>\d{1,3})(?: (?P<last>\d{1,3}))?")
TELNET = (
    "telnet server enable",
    "telnet ipv6 server enable",
    # Some releases of VRP8 say it the other way round.
    "undo telnet server disable",
    "undo telnet ipv6 server disable",
)
TELNET_OFF = ("undo telnet server enable", "telnet server disable")
STELNET = ("stelnet server enable", "stelnet ipv4 server enable", "stelnet ipv6 server enable")
WEB = ("http server enable", "web-manager enable")
CONSOLE = "user-interface con 0"
AUTHENTICATION = re.compile(r"authentication-mode (?P<mode>aaa|password|none)")
ACL = re.compile(r"acl (?P<acl>\S{1,64}) inbound")
PROTOCOL = re.compile(r"protocol inbound (?P<protocol>ssh|telnet|all)")
IDLE = re.compile(r"idle-timeout (?P<minutes>\d{1,5})(?: (?P<seconds>\d{1,2}))?")
IDLE_MINUTES = 10.0
USER = re.compile(r"(?:local-user|manager-user) (?P<name>\S{1,253})(?: .*)?")
COMMUNITY = "snmp-agent community "
NTP = re.compile(r"ntp(?:-service)? unicast-server (?:ipv6 )?(?P<host>[0-9A-Fa-f.:]{2,45})(?: .*)?")
SYSLOG = re.compile(r"info-center loghost (?:ipv6 )?(?P<host>[0-9A-Fa-f.:]{2,45})(?: .*)?")
STORM = re.compile(r"(?:storm-control|storm suppression) (?:broadcast|multicast|unicast)\b.*|broadcast-suppression .*")
TRUST = "dhcp snooping trusted"
TRUST_IN_VLAN = re.compile(r"dhcp snooping trusted interface (?P<port>\S{1,64})")


def settings(configuration: Configuration) -> Settings:
    """The settings that the configuration shows; raises Unreadable for a banner without an end."""
    found = outlined(configuration)
    heads, on_vrp8 = found.heads, is_vrp8(configuration)
    # Old releases have their own defaults, which not all manuals agree on.
    unsaid = False if _is_modern(heads, on_vrp8=on_vrp8) else None
    return replace(
        _of_ports(_of_management(_of_lines(found, unsaid=unsaid), found), found),
        telnet=said(heads, TELNET, TELNET_OFF, unsaid=unsaid),
        # VRP8 has no web server until one is set up.
        http=said(heads, WEB, tuple(f"undo {line}" for line in WEB), unsaid=False if on_vrp8 else None),
        ssh=any(line in heads for line in STELNET),
        ssh_version1=said(
            heads, ("ssh server compatible-ssh1x enable",), ("undo ssh server compatible-ssh1x enable",), unsaid=unsaid
        ),
        ssh_ciphers=translated(heads, "ssh server cipher ", CIPHERS),
        ssh_macs=translated(heads, "ssh server hmac ", MACS),
        ssh_key_exchanges=translated(heads, "ssh server key-exchange ", EXCHANGES),
    )


def outlined(configuration: Configuration) -> Outline:
    """The configuration's sections."""
    return outline(configuration.lines, BANNER)


def is_vrp8(configuration: Configuration) -> bool:
    """Whether VRP8 wrote the configuration: it alone parts the sections within aaa with marks of their own."""
    lines = configuration.lines
    at = next((number for number, line in enumerate(lines) if line.rstrip() == "aaa"), len(lines))
    for line in lines[at + 1 :]:
        if line[:1] != " ":
            return False
        if line.strip() == "#":
            return True
    return False


def _is_modern(heads: Sequence[str], *, on_vrp8: bool) -> bool:
    release = next((match for head in heads[:3] if (match := RELEASE.fullmatch(head))), None)
    if release is None:
        return False
    return (int(release["version"]), int(release["release"])) >= ((200, 5) if on_vrp8 else (200, 10))


def _of_lines(found: Outline, *, unsaid: bool | None) -> Settings:
    vty = {name: found.below(head) for name, head in headings(found, VTY).items()}
    protocol = "default" if unsaid is None else "ssh"
    return Settings(
        vty_authentication={name: first(AUTHENTICATION, body, "mode") or "default" for name, body in vty.items()},
        vty_acl={name: first(ACL, body, "acl") or "" for name, body in vty.items()},
        vty_idle_minutes={name: minutes(IDLE, body, IDLE_MINUTES) for name, body in vty.items()},
        vty_protocols={name: first(PROTOCOL, body, "protocol") or protocol for name, body in vty.items()},
        console_idle_minutes=minutes(IDLE, found.below(CONSOLE), IDLE_MINUTES),
    )


def _of_management(settings: Settings, found: Outline) -> Settings:
    heads = found.heads
    return replace(
        settings,
        local_users=tuple(sorted(every(USER, found.below("aaa"), "name"))),
        snmp_versions=snmp_versions(heads),
        # Two communities look alike once they are hidden.
        snmp_communities=sum(line.startswith(COMMUNITY) for line in heads),
        ntp_servers=hosts(NTP, heads),
        syslog_hosts=() if "undo info-center enable" in heads else hosts(SYSLOG, heads),
        login_banner=found.banners.get("login", ""),
    )


def _of_ports(settings: Settings, found: Outline) -> Settings:
    ports = found.named("interface ")
    in_vlans = [port for body in found.named("vlan ").values() for port in every(TRUST_IN_VLAN, body, "port")]
    return replace(
        settings,
        shut_ports=tuple(name for name, body in ports.items() if "shutdown" in body),
        bpdu_protection="stp bpdu-protection" in found.heads,
        storm_control_ports=tuple(name for name, body in ports.items() if any(map(STORM.fullmatch, body))),
        dhcp_snooping="dhcp snooping enable" in found.heads,
        dhcp_trusted_ports=tuple(dict.fromkeys([*(name for name, body in ports.items() if TRUST in body), *in_vlans])),
    )
