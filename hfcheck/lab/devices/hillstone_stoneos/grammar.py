"""The lines that StoneOS takes into its configuration, by mode, and the lines that print something."""

from __future__ import annotations

from collections.abc import Mapping

OUTPUTS = (
    "show arp",
    "show clock",
    "show configuration",
    "show configuration startup",
    "show cpu",
    "show environment",
    "show ha group 0",
    "show interface",
    "show ip ospf neighbor",
    "show ip route",
    "show license summary",
    "show logging event",
    "show mac",
    "show memory",
    "show module",
    "show ntp status",
    "show online",
    "show session generic",
    "show transceiver",
    "show version",
)
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "config": (
        "Version *",
        "hostname *",
        "admin lockout-duration <1-65525>",
        "admin max-login-failure <1-256>",
        "admin host +* +* +*",
        "ssh timeout <1-60>",
        "ssh port <1-65535>",
        "telnet timeout <1-60>",
        "console timeout <0-60>",
        "web timeout <1-1440>",
        "logging event on",
        "logging event to syslog **",
        "logging syslog +<ip> **",
        "clock zone *",
        "ntp enable",
        "ntp server +<ip> **",
        "ntp server +<ip>",
        "snmp-server manager",
        "snmp-server host +<ip> **",
        "ha link interface +*",
        "ha link ip <ip> <ip>",
        "ha cluster <1-8>",
    ),
    "interface": (
        "zone *",
        "description **",
        "ip address <ip> <ip>",
        "manage +ssh|telnet|ping|http|https|snmp",
        "shutdown",
        "speed **",
        "duplex *",
    ),
    "zone": ("vrouter *", "bind *"),
    "admin": ("password *", "role *", "access +console|ssh|telnet|http|https"),
    "vrouter": ("ip route +* +*",),
    "rule": (
        "action permit|deny",
        "src-zone *",
        "dst-zone *",
        "src-addr +*",
        "dst-addr +*",
        "service +*",
        "name **",
        "log session-start|session-end|policy-deny",
    ),
    "group": ("priority <1-254>", "preempt <0-600>"),
}
ENTERS: Mapping[str, Mapping[str, str]] = {
    "config": {
        "interface +*": "interface",
        "zone +*": "zone",
        "admin user +*": "admin",
        "ip vrouter +*": "vrouter",
        "rule id +<1-65535>": "rule",
        "ha group +<0-1>": "group",
    },
}
QUOTED = ("hostname", "zone", "admin user", "ip vrouter")


def spelled(line: str) -> str:
    """As StoneOS keeps a line: the names of its objects in quotation marks."""
    start = next((start for start in QUOTED if line.startswith(f"{start} ")), None)
    if start is None or line.endswith('"'):
        return line
    return f'{start} "{line.removeprefix(start).strip()}"'
