"""The single lines of `display interface` and the values that each of them gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from hfcheck.network.columns import fit, interface_ip, mac, span, vlans
from hfcheck.network.h3c_comware.interface_lines import ADDRESS, MTU, PROTOCOL, protocol
from hfcheck.readings.parsing import Unreadable, known, whole

Row = dict[str, object]
Keep = Callable[[Row, re.Match[str]], bool]

SPEED = re.compile(
    r"(?P<speed>Unknown|Auto|[0-9]{1,6}(?:\.[0-9])? ?[KMG])(?:bps|b/s)?(?:-speed)?(?: mode)? ?, ?"
    r"(?P<duplex>Full|Half|Unknown|Auto)(?:-duplex)?(?: mode)?(?: ?,.*)?",
    re.IGNORECASE,
)
MEGABITS = {"K": 0.001, "M": 1.0, "G": 1000.0}
CLEARED = re.compile(
    r"(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) [A-Z][a-z]{2} (?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<year>[0-9]{4})"
)


def once(row: Row, name: str, value: object) -> bool:
    """Keep a value; refuses a second, different one, which would be another interface's."""
    if row.get(name) not in (None, value):
        raise Unreadable(f"{row['interface']}: expected {name} once, found {row[name]!r} and {value!r}"[:200])
    row[name] = value
    return True


def _simple(name: str, read: Callable[[str, str], object]) -> Keep:
    return lambda row, found: once(row, name, read(found["value"].strip(), f"{name} of {row['interface']}"))


def _address(row: Row, found: re.Match[str]) -> bool:
    ips = row["ips"]
    assert isinstance(ips, list)  # noqa: S101 - each row starts with one
    try:
        ips.append(interface_ip(found["address"], "an address"))
    except Unreadable:
        # A blackened or a dynamic address that is not there yet: the line stays among the unread ones.
        return False
    return True


def _speed(row: Row, found: re.Match[str]) -> bool:
    number = found["speed"][:-1].strip()
    unit = found["speed"][-1].upper()
    speed = float(number) * MEGABITS[unit] if number.replace(".", "").isdigit() else None
    duplex = found["duplex"].lower()
    whole_speed = int(speed) if speed is not None and speed == int(speed) else speed
    return once(row, "speed_mbps", whole_speed) and once(row, "duplex", None if duplex == "unknown" else duplex)


def _port_type(text: str, what: str) -> str:
    return known(text.lower(), ("access", "trunk", "hybrid"), what)


def _flapped(text: str, what: str) -> int | None:
    return None if text == "Never" else span(text, what)


def _cleared(text: str, what: str) -> str | None:
    if text == "Never":
        return None
    found = fit(CLEARED, text, f"a time and a date for {what}")
    try:
        return datetime.fromisoformat(f"{found['year']}-{found['month']}-{found['day']}T{found['time']}").isoformat()
    except ValueError:
        raise Unreadable(f"expected a time and a date for {what}, found {text[:80]!r}") from None


def _text(text: str, _what: str) -> str | None:
    return text or None


def _line(words: str, value: str = r".{0,400}") -> re.Pattern[str]:
    return re.compile(rf"(?:{words}) ?(?P<value>{value})", re.IGNORECASE)


FACTS: tuple[tuple[re.Pattern[str], Keep], ...] = (
    (PROTOCOL, lambda row, found: once(row, "protocol", protocol(found["state"], "the line protocol"))),
    (_line("Description ?:"), _simple("description", _text)),
    (re.compile(r"Bandwidth ?: ?(?P<value>[0-9]{1,12}) ?kbps"), _simple("bandwidth_kbps", whole)),
    (MTU, lambda row, found: once(row, "mtu", whole(found["mtu"], "the MTU"))),
    (_line("(?:The )?Maximum frame length(?: is| ?:)", "[0-9]{1,6}"), _simple("frame_length", whole)),
    (ADDRESS, _address),
    (
        re.compile(r"IP packet frame type ?:.{1,40}, +hardware address ?: ?(?P<value>\S+)", re.IGNORECASE),
        _simple("mac", mac),
    ),
    (
        re.compile(r"IPv6 packet frame type ?:.{1,40}, +hardware address ?: ?(?P<value>\S+)", re.IGNORECASE),
        _simple("mac_ipv6", mac),
    ),
    (SPEED, _speed),
    (re.compile(r"Media type(?: is| ?:) ?(?P<value>[^,]{1,80})(?:,.{0,200})?", re.IGNORECASE), _simple("media", _text)),
    (_line("PVID ?:", "[0-9]{1,4}"), _simple("pvid", whole)),
    (_line("Port link-type ?:"), _simple("port_type", _port_type)),
    (_line("VLAN Passing *:", ".{0,4000}"), _simple("vlans_passing", vlans)),
    (_line("VLAN Permitted *:", ".{0,4000}"), _simple("vlans_permitted", vlans)),
    (_line("Tagged +VLANs?(?: ID)? *:", ".{0,4000}"), _simple("vlans_tagged", vlans)),
    (_line("Untagged +VLANs?(?: ID)? *:", ".{0,4000}"), _simple("vlans_untagged", vlans)),
    (_line("Last link flapping ?:"), _simple("flapped_seconds_ago", _flapped)),
    (_line("Last clearing of counters ?:"), _simple("cleared", _cleared)),
)
