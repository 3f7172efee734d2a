"""The lines that RGOS takes into its configuration, by mode, and the lines that print something."""

from __future__ import annotations

import re
from collections.abc import Mapping

OUTPUTS = (
    "show aggregateport summary",
    "show arp",
    "show clock",
    "show cpu",
    "show fan",
    "show interfaces",
    "show interfaces status",
    "show interfaces transceiver diagnosis",
    "show ip bgp summary",
    "show ip ospf neighbor",
    "show ip route",
    "show lacp summary",
    "show lldp neighbors detail",
    "show logging",
    "show mac-address-table",
    "show memory",
    "show ntp status",
    "show power",
    "show running-config",
    "show spanning-tree",
    "show spanning-tree summary",
    "show startup-config",
    "show temperature",
    "show users",
    "show version",
    "show vlan",
    "show vrrp brief",
)
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "config": (
        "version **",
        "hostname *",
        "username +* **",
        "enable secret **",
        "service sysname",
        "service timestamps log **",
        "service password-encryption",
        "clock timezone **",
        "enable service ssh-server",
        "enable service telnet-server",
        "enable service web-server",
        "no enable service ssh-server",
        "no enable service telnet-server",
        "no enable service web-server",
        "ip ssh version <1-2>",
        "spanning-tree",
        "spanning-tree mode *",
        "spanning-tree portfast bpduguard default",
        "lldp enable",
        "ip route +* +* +**",
        "ip dhcp snooping",
        "logging server +<ip>",
        "logging server +<ip> **",
        "ntp server +<ip>",
        "ntp server +<ip> **",
        "snmp-server community +* **",
        "snmp-server community <0-7> +* **",
        "snmp-server group +* +* **",
        "snmp-server user +* +**",
        "snmp-server host +<ip> **",
        "banner login|motd **",
        "aaa new-model",
        "aaa authentication login +* **",
    ),
    "interface": (
        "description **",
        "shutdown",
        "switchport access vlan <1-4094>",
        "switchport mode access|trunk|uplink",
        "switchport trunk allowed vlan **",
        "spanning-tree portfast",
        "spanning-tree bpduguard enable",
        "storm-control broadcast|multicast|unicast **",
        "port-group <1-256>",
        "port-group <1-256> mode active|passive",
        "ip address <ip> <ip>",
        "ip dhcp snooping trust",
        "speed *",
        "duplex *",
        "vrrp <1-255> ip <ip>",
    ),
    "vlan": ("name *",),
    "line": (
        "access-class * in|out",
        "exec-timeout <0-35791>",
        "exec-timeout <0-35791> <0-2147483>",
        "transport input **",
        "login local",
        "login",
        "login authentication *",
        "password **",
    ),
    "acl": ("permit|deny +**", "<1-2147483647> permit|deny +**"),
    "router": ("network +* **", "router-id <ip>", "neighbor +<ip> remote-as *"),
}
ENTERS: Mapping[str, Mapping[str, str]] = {
    "config": {
        "interface +*": "interface",
        "interface +* +*": "interface",
        "vlan +<1-4094>": "vlan",
        "line con|console +<0-0>": "line",
        "line vty +<0-35>": "line",
        "line vty +<0-35> +<0-35>": "line",
        "ip access-list standard|extended +*": "acl",
        "router ospf +<1-65535>": "router",
        "router bgp +*": "router",
    },
}
KINDS = ("GigabitEthernet", "TenGigabitEthernet", "VLAN", "AggregatePort", "Loopback", "Mgmt")
INTERFACE = re.compile(r"interface (?P<kind>[A-Za-z]{2,20}) ?(?P<number>[0-9/.]{1,20})")


def spelled(line: str) -> str:
    """As RGOS keeps a line: the full name of a port with a blank, line con."""
    port = INTERFACE.fullmatch(line)
    if port is None:
        return line.replace("line console ", "line con ", 1)
    kinds = [kind for kind in KINDS if kind.lower().startswith(port["kind"].lower())]
    return f"interface {kinds[0] if kinds else port['kind']} {port['number']}"
