"""What the commands of Comware tell of ports, in the shapes of hfcheck.network.facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.network.facts import Aggregate, Interface, Neighbour, Optic, StpPort, StpRoot, Traffic, Vlan

Values = Mapping[str, Any]
DUPLEXES = ("full", "half")


def interfaces(values: Values) -> tuple[Interface, ...]:
    """Every interface."""
    return tuple(_interface(row) for row in values["interfaces"])


def _interface(row: Values) -> Interface:
    # Comware describes a port that nobody described by its own name.
    described = row["description"] not in (None, f"{row['interface']} Interface")
    return Interface(
        name=row["interface"],
        up=row["link"] == "up",
        enabled=row["enabled"],
        description=row["description"] if described else "",
        speed_mbps=row["speed_mbps"],
        duplex=row["duplex"] if row["duplex"] in DUPLEXES and row["link"] == "up" else None,
        mac=row["mac"] or row["mac_ipv6"],
        mtu=row["mtu"],
        addresses=tuple(row["ips"]),
        protocol_up=None if row["protocol"] is None else row["protocol"] == "up",
        flapped_seconds=row["flapped_seconds_ago"],
        input=_traffic(row["input"]),
        output=_traffic(row["output"]),
    )


def _traffic(counts: Values) -> Traffic:
    bits = counts.get("bits_per_second")
    octets = counts.get("bytes_per_second")
    rate = bits if bits is not None or octets is None else 8 * octets
    dropped = (counts.get(name) for name in ("drops", "buffer_failures"))
    return Traffic(
        packets=counts.get("packets"),
        errors=counts.get("errors"),
        discards=next((count for count in dropped if count is not None), None),
        bits_per_second=None if rate is None else round(rate),
        bytes=counts.get("bytes"),
        broadcasts=counts.get("broadcasts"),
        multicasts=counts.get("multicasts"),
    )


def optics(values: Values) -> tuple[Optic, ...]:
    """The modules that are there; one that cannot measure has no powers."""
    return tuple(_optic(row) for row in values["modules"] if row["present"])


def _optic(row: Values) -> Optic:
    now = row["current"] or {}
    alarm = row["alarm"] or {}
    high, low = alarm.get("high", {}), alarm.get("low", {})
    return Optic(
        port=row["interface"],
        rx_dbm=now.get("rx_dbm"),
        tx_dbm=now.get("tx_dbm"),
        rx_low=low.get("rx_dbm"),
        rx_high=high.get("rx_dbm"),
        tx_low=low.get("tx_dbm"),
        tx_high=high.get("tx_dbm"),
        celsius=now.get("temperature"),
        bias_ma=now.get("bias_ma"),
    )


def neighbours(values: Values) -> tuple[Neighbour, ...]:
    """The neighbours; the forms of the command say more or less of each."""
    return tuple(
        Neighbour(
            port=row["port"],
            system_name=row["system_name"],
            port_id=row["port_id"],
            chassis_id=row["chassis_id"],
            description=" ".join((row.get("system_description") or "").split()) or None,
            addresses=tuple(row.get("management_addresses", ())),
            capabilities=tuple(row.get("capabilities_enabled", ())),
        )
        for row in values["neighbors"]
    )


def aggregates(values: Values) -> tuple[Aggregate, ...]:
    """Aggregate interfaces; one is up as long as a member is selected, which Comware does not say in words."""
    found = (
        (row["interface"], {each["port"]: each["status"] == "selected" for each in row["local"]})
        for row in values["aggregates"]
    )
    return tuple(Aggregate(name, any(members.values()) if members else None, members) for name, members in found)


def stp_ports(values: Values) -> tuple[StpPort, ...]:
    """Each port in each tree."""
    return tuple(
        StpPort(_instance(row), row["port"], row["role"], row["state"], row["protection"]) for row in values["ports"]
    )


def _instance(row: Values) -> str:
    return str(row["instance"]) if "instance" in row else f"vlan {row['vlan']}"


def stp_trees(values: Values) -> tuple[StpRoot, ...]:
    """The roots with their topology changes; none where the protocol is disabled."""
    return tuple(
        StpRoot(_number(row["tree"]), row["root"], row["port"], row["changes"], row["changed_seconds"])
        for row in values["trees"]
    )


def _number(tree: str) -> str:
    # The common tree is instance 0 in every other command.
    return "0" if tree == "cist" else tree.removeprefix("msti").strip()


def stp_roots(values: Values) -> tuple[StpRoot, ...]:
    """The roots alone."""
    return tuple(StpRoot(str(row["instance"]), row["mac"], row["port"]) for row in values["roots"])


def vlans(values: Values) -> tuple[Vlan, ...]:
    """VLANs; a port's mark (U) or (D) says its link, and is no part of its name."""
    return tuple(
        Vlan(row["vlan"], row["name"] or "", _ports(row["untagged"]), _ports(row["tagged"])) for row in values["vlans"]
    )


def _ports(names: list[str]) -> tuple[str, ...]:
    return tuple(name.partition("(")[0] for name in names)
