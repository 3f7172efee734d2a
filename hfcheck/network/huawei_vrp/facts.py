"""Which commands of VRP tell which fact, best first: VRP5 and VRP8 of switches and routers, and USG firewalls."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.facts import Source
from hfcheck.network.huawei_vrp import address_facts, hardware_facts, port_facts, state_facts

# The sessions of a firewall are left out: the command whose output is known lists every one of them, which is heavy and
# keeps who talks to whom as evidence.
# A release that words a line differently rejects it and is asked the next one.
SOURCES: Mapping[str, tuple[Source, ...]] = {
    "identity": (Source("display version", hardware_facts.identity),),
    "restarts": (Source("display reboot-info", hardware_facts.restarts),),
    "serials": (
        Source("display device manufacture-info", hardware_facts.made_serials),
        Source("display esn", hardware_facts.serials),
        Source("display sn license", hardware_facts.serials),
    ),
    "cpu": (
        Source("display cpu-usage", hardware_facts.cpu),
        Source("display cpu", hardware_facts.cpu),
    ),
    "memory": (
        Source("display memory-usage", hardware_facts.memory),
        Source("display memory", hardware_facts.memory),
    ),
    "temperatures": (
        Source("display temperature all", hardware_facts.temperatures),
        Source("display device temperature all", hardware_facts.temperatures),
        Source("display device temperature", hardware_facts.temperatures),
        Source("display temperature", hardware_facts.temperatures),
    ),
    "fans": (
        Source("display fan", hardware_facts.fans),
        Source("display device fan", hardware_facts.fans),
    ),
    "power_supplies": (
        Source("display power", hardware_facts.power_supplies),
        Source("display device power", hardware_facts.power_supplies),
    ),
    "modules": (Source("display device", hardware_facts.modules),),
    "interfaces": (Source("display interface", port_facts.interfaces),),
    "optics": (
        Source("display transceiver verbose", hardware_facts.optics),
        Source("display interface transceiver verbose", hardware_facts.optics),
    ),
    "neighbours": (
        Source("display lldp neighbor", port_facts.neighbours),
        Source("display lldp neighbor brief", port_facts.brief_neighbours),
    ),
    "aggregates": (Source("display eth-trunk", port_facts.aggregates),),
    "stp_ports": (Source("display stp brief", port_facts.stp_ports),),
    "stp_roots": (Source("display stp", port_facts.stp_roots),),
    "vlans": (Source("display vlan", port_facts.vlans),),
    "arp": (
        Source("display arp", address_facts.arp),
        Source("display arp all", address_facts.arp),
    ),
    "macs": (Source("display mac-address", address_facts.macs),),
    "routes": (Source("display ip routing-table", address_facts.routes),),
    "ospf": (
        Source("display ospf peer", address_facts.ospf),
        Source("display ospf peer brief", address_facts.ospf),
    ),
    "bgp": (Source("display bgp peer", address_facts.bgp),),
    "vrrp": (Source("display vrrp brief", address_facts.vrrp),),
    "high_availability": (Source("display hrp state", state_facts.high_availability),),
    "clock": (
        Source("display ntp-service status", state_facts.clock),
        Source("display ntp status", state_facts.clock),
    ),
    "users": (Source("display users", state_facts.users),),
    "log": (Source("display logbuffer", state_facts.log),),
    "licences": (
        Source("display license verbose", state_facts.licence_items),
        Source("display license", state_facts.licences),
    ),
    "certificates": (
        Source("display pki certificate local", state_facts.certificates),
        Source("display pki certificate local realm default", state_facts.certificates),
    ),
    "running": (Source("display current-configuration", state_facts.configuration),),
    "startup": (Source("display saved-configuration", state_facts.configuration),),
}
