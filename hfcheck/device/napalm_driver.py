"""The driver for NAPALM of the platforms that we read ourselves: facts of hfcheck.network in NAPALM's shapes."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from hfcheck.device import napalm_environment, napalm_shapes
from hfcheck.device.napalm_errors import NotSeen, not_seen
from hfcheck.device.napalm_session import OneSession
from hfcheck.device.source import ask_facts
from hfcheck.network.facts import Configuration, sources
from hfcheck.network.observed import Heard, Missing, read
from hfcheck.network.reply import State
from hfcheck.network.settings import Settings
from hfcheck.readings.parsing import Unreadable

Shape = dict[str, Any]
STORES = ("running", "startup")
# What a device says of itself weighs less than an answer that nobody could read.
WEIGHTS = {State.UNSUPPORTED: 1, State.REJECTED: 2}


class DisplayDriver(OneSession):
    """Getters over one session, in NAPALM's shapes and units.

    Whatever was not seen raises NotSeen with the state and the reason; no getter returns None, or an empty table for an
    output that was not one. Where a shape demands a value that the device does not tell, it is NAPALM's unknown:
      -1 or -1.0   uptime, last_flapped, mtu, speed, counters, vlan and moves of a MAC address, age of an ARP entry (in
                   seconds otherwise), local_as, remote_as and prefixes of BGP, uptime of a neighbour that is down,
                   temperature, capacity and output of power supplies, memory (devices tell percents), level of users,
                   laser bias, averages and extremes of it, poll, reach, delay and jitter of NTP
      -100.0       optical power, averages and extremes of it
      "Unknown"    model, release, serial number (if the device has none), fqdn, chassis of SNMP, rights of communities
      ""           everything else, passwords and the names of communities above all
    Unicast packets are known only where broadcasts and multicasts are; a sensor that neither the device nor a limit
    calls normal is an alert; both lists of LLDP capabilities hold the one that is printed. The configuration has its
    secrets hidden, sanitized or not.
    """

    def get_facts(self) -> Shape:
        """Who the device is."""
        found = self._facts("identity", "interfaces", optional=("serials",))
        identity, serials = found["identity"], found["serials"]
        return {
            "vendor": identity.vendor,
            "model": identity.model or napalm_shapes.UNKNOWN,
            "os_version": identity.release or napalm_shapes.UNKNOWN,
            "uptime": float(-1 if identity.uptime_seconds is None else identity.uptime_seconds),
            "serial_number": serials[0].serial if serials else napalm_shapes.UNKNOWN,
            "hostname": self._opened.hostname,
            "fqdn": napalm_shapes.UNKNOWN,
            "interface_list": [one.name for one in found["interfaces"]],
        }

    def get_interfaces(self) -> Shape:
        """Each interface's state, speed in Mbit/s."""
        return napalm_shapes.interfaces(self._fact("interfaces"))

    def get_interfaces_counters(self) -> Shape:
        """Each interface's counters."""
        return napalm_shapes.counters(self._fact("interfaces"))

    def get_interfaces_ip(self) -> Shape:
        """The addresses of the interfaces that have one."""
        return napalm_shapes.addresses(self._fact("interfaces"))

    def get_arp_table(self, vrf: str = "") -> list[Shape]:
        """The ARP table; of all instances together, as far as the device prints them so."""
        if vrf:
            raise NotImplementedError(f"expected no vrf: tables of one instance are not read, found {vrf!r}")
        return napalm_shapes.arp(self._fact("arp"))

    def get_mac_address_table(self) -> list[Shape]:
        """The MAC address table."""
        return napalm_shapes.macs(self._fact("macs"))

    def get_lldp_neighbors(self) -> dict[str, list[Shape]]:
        """Who is at the other end of each port."""
        return napalm_shapes.neighbours(self._fact("neighbours"))

    def get_lldp_neighbors_detail(self, interface: str = "") -> dict[str, list[Shape]]:
        """The same with all that is told of them."""
        return napalm_shapes.neighbours_detail(self._fact("neighbours"), interface)

    def get_vlans(self) -> Shape:
        """Each VLAN's name and ports."""
        return napalm_shapes.vlans(self._fact("vlans"))

    def get_optics(self) -> Shape:
        """What optical modules measure."""
        return napalm_shapes.optics(self._fact("optics"))

    def get_environment(self) -> Shape:
        """Fans, temperatures, power supplies and processors; NotSeen if the device has none of them."""
        found = self._facts(optional=napalm_environment.FACTS)
        if not any(found.values()):
            raise NotSeen("the device tells nothing of its environment", State.UNSUPPORTED)
        return napalm_environment.environment(*(found[fact] for fact in napalm_environment.FACTS))

    def get_bgp_neighbors(self) -> Shape:
        """The BGP neighbours."""
        return napalm_shapes.bgp(self._fact("bgp"))

    def get_ntp_stats(self) -> list[Shape]:
        """The source that the clock follows."""
        return napalm_shapes.ntp_stats(self._fact("clock"))

    def get_ntp_servers(self) -> Shape:
        """The configured time servers."""
        return {server: {} for server in self._setting("ntp_servers")}

    def get_users(self) -> Shape:
        """The local users, without their passwords."""
        return napalm_shapes.users(self._setting("local_users"))

    def get_snmp_information(self) -> Shape:
        """Contact, location, and how many communities there are."""
        configuration = self._fact("running")
        return napalm_shapes.snmp(configuration, self._settings(configuration))

    def get_config(
        self,
        retrieve: str = "all",
        full: bool = False,
        sanitized: bool = False,
        format: str = "text",
    ) -> dict[str, str]:
        """The running and the startup configuration; secrets are hidden whatever `sanitized` says."""
        if full or format != "text" or retrieve not in (*STORES, "candidate", "all"):
            raise NotImplementedError(f"expected text, not full, found {format!r}, full {full}, {retrieve!r}")
        wanted = [store for store in STORES if retrieve in (store, "all")]
        found = self._facts(*wanted)
        texts = {store: "\n".join(found[store].lines) for store in wanted}
        return {"running": "", "startup": "", "candidate": ""} | texts

    def _fact(self, name: str) -> Any:
        return self._facts(name)[name]

    def _facts(self, *needed: str, optional: Sequence[str] = ()) -> Mapping[str, Any]:
        """Each fact; an optional one is () if the platform or the device has no such thing. Raises NotSeen."""
        heard = ask_facts(self._target.platform, (*needed, *optional), self._ask)
        found = {name: self._found(name, rows) for name, rows in heard.items()}
        for name, fact in found.items():
            if isinstance(fact, Missing):
                is_absent = fact.state is State.UNSUPPORTED or not sources(self._target.platform, name)
                if name in needed or not is_absent:
                    raise not_seen(fact)
            elif fact == () and name in needed:
                raise NotSeen(f"{heard[name][-1].line}: the output holds no row of {name}", State.EMPTY)
        return {name: () if isinstance(fact, Missing) else fact for name, fact in found.items()}

    def _found(self, name: str, rows: Sequence[Heard]) -> Any:
        """The fact, or the Missing that says most: what came and was not believed before what the device lacks."""
        read_ones = [read(self._target.platform, name, row) for row in rows]
        told = next((one for one in read_ones if not isinstance(one, Missing)), None)
        if told is not None:
            return told
        nothing = Missing(None, f"no command of {self._target.platform} tells {name}")
        return min(read_ones, key=lambda one: WEIGHTS.get(one.state, 0), default=nothing)

    def _setting(self, name: str) -> Any:
        found = getattr(self._settings(self._fact("running")), name)
        if found is None:
            raise NotSeen(f"the configuration of {self._target.platform} does not show {name}")
        return found

    def _settings(self, configuration: Configuration) -> Settings:
        try:
            module = importlib.import_module(f"hfcheck.network.{self._target.platform}.settings")
            found: Settings = module.settings(configuration)
        except ModuleNotFoundError:
            raise NotSeen(f"the settings of {self._target.platform} cannot be read") from None
        except Unreadable as problem:
            raise NotSeen(str(problem), State.UNREADABLE) from problem
        return found
