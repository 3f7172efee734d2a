"""Which commands of Comware tell which fact, best first: V7's wording, then V5's where it has another."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.facts import Source
from hfcheck.network.h3c_comware import device_facts as device
from hfcheck.network.h3c_comware import port_facts as port
from hfcheck.network.h3c_comware import routing_facts as routing

# The local certificates are shown by domain, and no command lists those of all domains: none tells that fact.
SOURCES: Mapping[str, tuple[Source, ...]] = {
    "identity": (Source("display version", device.identity),),
    "restarts": (Source("display version", device.restarts),),
    "serials": (Source("display device manuinfo", device.serials),),
    "cpu": (Source("display cpu-usage", device.cpu),),
    "memory": (Source("display memory", device.memory),),
    "temperatures": (Source("display environment", device.temperatures),),
    "fans": (Source("display fan", device.fans),),
    "power_supplies": (
        Source("display power", device.power_supplies),
        Source("display power-supply", device.power_supplies),
    ),
    "modules": (Source("display device", device.modules),),
    "interfaces": (Source("display interface", port.interfaces),),
    "optics": (Source("display transceiver diagnosis interface", port.optics),),
    "neighbours": (
        Source("display lldp neighbor-information verbose", port.neighbours),
        # V5 has no "verbose": there the plain form says everything.
        Source("display lldp neighbor-information", port.neighbours),
        Source("display lldp neighbor-information list", port.neighbours),
    ),
    "aggregates": (Source("display link-aggregation verbose", port.aggregates),),
    "stp_ports": (Source("display stp brief", port.stp_ports),),
    "stp_roots": (Source("display stp", port.stp_trees), Source("display stp root", port.stp_roots)),
    "vlans": (Source("display vlan all", port.vlans),),
    "arp": (Source("display arp", routing.arp), Source("display arp all", routing.arp)),
    "macs": (Source("display mac-address", routing.macs),),
    "routes": (Source("display ip routing-table", routing.routes),),
    "ospf": (Source("display ospf peer", routing.ospf),),
    "bgp": (Source("display bgp peer ipv4", routing.bgp), Source("display bgp peer", routing.bgp)),
    "vrrp": (Source("display vrrp", routing.vrrp),),
    "high_availability": (Source("display remote-backup-group status", routing.high_availability),),
    "sessions": (
        Source("display session statistics summary", routing.sessions),
        Source("display session statistics", routing.sessions),
    ),
    "clock": (Source("display ntp-service status", device.clock),),
    "users": (Source("display users", device.users),),
    "log": (Source("display logbuffer", device.log),),
    "licences": (Source("display license", device.licences),),
    "running": (Source("display current-configuration", device.configuration),),
    "startup": (Source("display saved-configuration", device.configuration),),
}
