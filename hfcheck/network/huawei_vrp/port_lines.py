"""The clauses of `display interface` that say something of a port, apart from its counters."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping

from hfcheck.network.columns import flag, interface_ip, mac, maybe, word
from hfcheck.network.huawei_vrp.wording import instant, measure
from hfcheck.readings.parsing import Unreadable, whole

FIELDS: Mapping[str, str] = {
    "interface": "name",
    "link": "up, down or standby",
    "link_detail": "what stands behind the state in brackets",
    "enabled": "false where an administrator shut it",
    "protocol": "up, down or standby",
    "protocol_detail": "as spoofing",
    "description": "text, empty where there is none",
    "port_type": "route or switch",
    "link_type": "access, trunk, hybrid",
    "pvid": "VLAN number",
    "tpid": "hexadecimal",
    "frame_bytes": "maximum frame length",
    "mtu_bytes": "maximum transmit unit",
    "hold_seconds": "hold timer",
    "ip_enabled": "whether it processes IP",
    "address_origin": "configured, dhcp, negotiated, unnumbered",
    "addresses": "with prefix length",
    "mac": "hardware address",
    "link_protocol": "as PPP",
    "physical": "as Dialer",
    "port_mode": "as COMMON COPPER",
    "work_mode": "as FIBER, of a port that can be either",
    "speed_mbps": "Mbit/s, of a port that is down the one it is set to",
    "duplex": "full, half or auto",
    "negotiation": "whether it negotiates",
    "loopback": "as PHY, none where there is none",
    "mdi": "as AUTO",
    "rx_dbm": "optical power received",
    "tx_dbm": "optical power sent",
    "bandwidth": "of the port, as 1G",
    "current_bandwidth": "of a trunk's ports that are up, as 1G",
    "last_link_up": "device's clock",
    "last_link_down": "device's clock",
    "last_protocol_up": "device's clock",
    "device_time": "device's clock",
    "input": "bits_per_second, packets_per_second, peak, packets, bytes, errors, discards, percent, others",
    "output": "the same",
    "members": "of a trunk",
    "unread": "clauses that are not known",
}

Reader = Callable[[str, str], object]


def _lower(text: str, what: str) -> str:
    return word(text, what).lower()


def _plain(text: str, _what: str) -> str:
    return " ".join(text.split())


def _enabled(text: str, what: str) -> bool:
    return flag(text.strip().removesuffix("d"), "enable", "disable", what)


def _speed(text: str, what: str) -> int | None:
    return None if text.strip().upper() == "AUTO" else whole(text, what)


def _dbm(text: str, what: str) -> float:
    return measure(text, "dBm", what)


CLAUSES: tuple[tuple[str, str, Reader], ...] = (
    ("port_type", r"(Route|Switch) Port", _lower),
    ("link_type", r"Link-type ?: ?([A-Za-z0-9-]+)(?:\([a-z]+\))?", _lower),
    ("pvid", r"PVID ?: *(\d+|-+)", whole),
    ("tpid", r"TPID ?: *([0-9A-Fa-f]+)\(Hex\)", word),
    ("frame_bytes", r"The Maximum Frame Length is (.+)", whole),
    ("mtu_bytes", r"The (?:Maximum Transmit Unit|MTU) is (\d+)(?: bytes)?", whole),
    ("hold_seconds", r"Hold timer is (\d+)\(sec\)", whole),
    ("ip_enabled", r"Internet protocol processing ?: ?(.+)", _enabled),
    ("address_origin", r"Internet Address is (negotiated|unnumbered)", _lower),
    ("address_origin", r"Internet Address is allocated by (.+)", _lower),
    ("addresses", r"Internet Address is ([0-9a-fA-F.:]+/.+?)(?: Sub| Secondary| Primary)?", interface_ip),
    ("addresses", r"(\d+\.\d+\.\d+\.\d+/\d+)", interface_ip),
    ("mac", r"Hardware address is (.+)", mac),
    ("link_protocol", r"Link layer protocol is (.+)", _plain),
    ("physical", r"Physical is (.+)", _plain),
    ("port_mode", r"Port Mode: *(.+)", _plain),
    ("work_mode", r"Current Work Mode ?: *(.+)", _plain),
    ("speed_mbps", r"Speed ?: *(.+)", _speed),
    ("duplex", r"Duplex ?: *(.+)", _lower),
    ("speed_mbps", r"(\d+)Mb(?:/s|ps)-speed mode", _speed),
    ("duplex", r"(full|half)-duplex mode", _lower),
    ("negotiation", r"Negotiation ?: *(.+)", _enabled),
    ("loopback", r"Loopback ?: *(.+)", _lower),
    ("mdi", r"Mdi *: *(.+)", _plain),
    ("rx_dbm", r"Rx Power: *(.+)", _dbm),
    ("tx_dbm", r"Tx Power: *(.+)", _dbm),
    ("bandwidth", r"(?:Port|Maximal) BW: *(.+)", word),
    ("current_bandwidth", r"Current BW *: *(.+)", word),
    ("last_link_up", r"Last physical up time +: *(.+)", instant),
    ("last_link_down", r"Last physical down time +: *(.+)", instant),
    ("last_protocol_up", r"Last line protocol up time *: *(.+)", instant),
    ("device_time", r"Current system time: *(.+)", instant),
)
PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE), read) for name, pattern, read in CLAUSES)


@functools.lru_cache(1024)  # the ports of a device say mostly the same
def read_clause(clause: str) -> tuple[str, object] | None:
    """The field and the value of a clause, None for a value the device dashes out.

    None alone for a clause that is not known or whose value cannot be read: the caller keeps it as text.
    """
    for name, pattern, read in PATTERNS:
        found = pattern.fullmatch(clause)
        if found is not None:
            try:
                return name, maybe(found[1], read, name)
            except Unreadable:
                return None
    return None
