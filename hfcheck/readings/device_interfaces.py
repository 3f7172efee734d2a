"""Ports: links, errors, speed, duplex and load.

Rates of errors are counted since the counters were cleared, for the worse direction; a port that has carried nothing
has none. The load is that of the device's own averages (of five minutes as a rule).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from hfcheck.model import Answer, Output, Scalar
from hfcheck.network.facts import Interface, Traffic
from hfcheck.readings.of_device import each, label, of_fact

# Ports that take a cable; an interface without one cannot lie open to a stranger.
CABLED = re.compile(
    r"(?:[a-z0-9-]{0,30}ethernet|[0-9]{0,3}[xme]?ge|[a-z]{0,10}gige) ?[0-9]{1,4}(?:/[0-9]{1,4}){0,4}(?::[0-9]{1,2})?",
    re.IGNORECASE,
)
# What a port with a link tells, as a rule; a port that does not is no better than one whose answer is bad.
TOLD: Mapping[str, Callable[[Interface], object]] = {
    "errors": lambda row: row.output.errors if row.input.errors is None else row.input.errors,
    "speed": lambda row: row.speed_mbps,
    "duplex": lambda row: row.duplex,
}
MANAGEMENT = re.compile(r"(?:MEth|M-)", re.IGNORECASE)


def say(found: tuple[Interface, ...], _: Output) -> Mapping[str, Answer]:
    """Ports by the names that the device prints."""
    linked = [row for row in found if row.up]
    return {
        "up": [label(row.name) for row in linked],
        "carrying": [label(row.name) for row in linked if row.protocol_up is not False],
        "down": [label(row.name) for row in found if row.enabled and not row.up],
        "shut": [label(row.name) for row in found if not row.enabled],
        "idle": [label(row.name) for row in found if _idle(row)],
        "error_ppm": _of_ports(_used(found), lambda row: _ppm(row, "errors"), "no count of errors"),
        "discard_ppm": _of_ports(_used(found), lambda row: _ppm(row, "discards"), "no count of discards"),
        "speed": _of_ports(linked, lambda row: row.speed_mbps, "no speed of a link"),
        "duplex": _of_ports(linked, lambda row: row.duplex, "no duplex mode of a link"),
        "untold": _untold([row for row in linked if CABLED.fullmatch(row.name)]),
        "utilisation_percent": _of_ports(linked, _utilisation, "no rate and speed of a link"),
        "flapped_seconds": _of_ports(linked, lambda row: row.flapped_seconds, "no age of a link"),
        "descriptions": each(found, _name, lambda row: row.description or None, "no description of a port"),
        "addresses": each(found, _name, lambda row: " ".join(row.addresses) or None, "no address of an interface"),
    }


def _name(row: Interface) -> str:
    return row.name


def _of_ports(rows: Sequence[Interface], value: Callable[[Interface], Scalar | None], none: str) -> Answer:
    """What ports and other interfaces have; what no port has is not seen, whatever a VLAN's interface says."""
    ports = [row for row in rows if CABLED.fullmatch(row.name)]
    told = not ports or any(value(row) is not None for row in ports)
    return each(rows if told else ports, _name, value, none)


def _untold(ports: Sequence[Interface]) -> list[str]:
    """What a port leaves out that others of the device tell; what none tells is not seen, and said elsewhere."""
    return [
        label(f"{row.name} {what}")
        for what, value in TOLD.items()
        for row in ports
        if value(row) is None and any(value(other) is not None for other in ports)
    ]


def _idle(row: Interface) -> bool:
    cabled = CABLED.fullmatch(row.name) is not None and MANAGEMENT.match(row.name) is None
    return cabled and row.enabled and not row.up and not row.description


def _used(found: tuple[Interface, ...]) -> list[Interface]:
    """Without the ports of which it is known that they have carried nothing."""
    return [row for row in found if any(one.packets != 0 for one in (row.input, row.output))]


def _ppm(row: Interface, kind: str) -> float | None:
    known = [rate for one in (row.input, row.output) if (rate := _rate(one, getattr(one, kind))) is not None]
    return max(known, default=None)


def _rate(one: Traffic, bad: int | None) -> float | None:
    if one.packets is None or bad is None or one.packets + bad == 0:
        return None
    return round(1e6 * bad / (one.packets + bad), 1)


def _utilisation(row: Interface) -> float | None:
    rates = [one.bits_per_second for one in (row.input, row.output) if one.bits_per_second is not None]
    if not rates or not row.speed_mbps:
        return None
    return round(100 * max(rates) / (1e6 * row.speed_mbps), 1)


READING = of_fact(
    "interfaces",
    {
        "up": "interfaces with a link",
        "carrying": "those of them whose protocol (PPP, HDLC, IP) is not known to be down",
        "down": "interfaces without a link that nobody shut",
        "shut": "interfaces that an administrator shut",
        "idle": "ports for a cable that are open without a link and without a description",
        "error_ppm": "interface → errors in a million packets, of the worse direction",
        "discard_ppm": "interface → discarded packets in a million, of the worse direction",
        "speed": "interface with a link → speed, Mbit/s",
        "duplex": "interface with a link → full or half",
        "untold": "`port errors`, `port speed`, `port duplex`: what a port with a link does not tell, but others do",
        "utilisation_percent": "interface with a link → use of its speed in the busier direction, %",
        "flapped_seconds": "interface with a link → seconds since the link last changed",
        "descriptions": "interface → description",
        "addresses": "interface → its addresses with prefix length, between blanks",
    },
    say,
)
