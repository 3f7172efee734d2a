"""`display interface brief`: every interface in one line, those in route mode and those in bridge mode."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hfcheck.network.columns import NOTHING, ip, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, known, whole

TITLE = re.compile(
    r"(?:The )?Brief information (?:on|of) interfaces?(?:\(s\))? (?:in|under) (?:route|bridge) mode:", re.IGNORECASE
)
LEGEND = re.compile(r"(?:Link|Protocol|Speed|Duplex|Speed or Duplex|Type): .{1,120}")
ROUTE = re.compile(r"Interface +Link Protocol +(?:Primary|Main) IP +Description")
BRIDGE = re.compile(r"Interface +Link Speed +Duplex +Type PVID +Description")
LINKS = {"UP": ("up", True), "DOWN": ("down", True), "ADM": ("down", False), "Stby": ("standby", True)}
DUPLEX = {"F": "full", "H": "half", "A": "auto"}
TYPES = {"A": "access", "T": "trunk", "H": "hybrid"}
SPEED = re.compile(r"(?P<count>[0-9]{1,6}(?:\.[0-9])?)(?P<unit>[KMGT])?(?P<auto>\(a\))?")
MEGABITS = {"K": 0.001, "": 1, "M": 1, "G": 1000, "T": 1_000_000}


@dataclass(slots=True)
class _Table:
    header: re.Match[str] | None = None
    rows: list[dict[str, object]] = field(default_factory=list)


def parse(text: str) -> Mapping[str, object]:
    """One row an interface: `mode` says which of the values it has."""
    table = _Table()
    for line in lines(text):
        header = ROUTE.fullmatch(line) or BRIDGE.fullmatch(line)
        if header is not None:
            table.header = header
        elif not (TITLE.fullmatch(line.strip()) or LEGEND.fullmatch(line.strip())):
            _read(table, line)
    return {"interfaces": some(table.rows, "an interface")}


def _read(table: _Table, line: str) -> None:
    header = table.header.string if table.header else ""
    if not header:
        raise Unreadable(f"expected a header, found {line[:80]!r}")
    if not line.startswith(" "):
        table.rows.append(_route(line) if "Protocol" in header else _bridge(line))
    elif table.rows and not line[: header.index("Description")].strip():
        before = table.rows[-1]["description"]
        table.rows[-1]["description"] = f"{before or ''}{line.strip()}"
    else:
        raise Unreadable(f"expected an interface, found {line[:80]!r}")


def _route(line: str) -> dict[str, object]:
    interface, link, protocol, address, *description = _cells(line, 4)
    state = protocol.lower().partition("(")[0]
    return _start(interface, "route", link) | {
        "protocol": maybe(state, _protocol, "the protocol"),
        "spoofing": protocol.lower().endswith("(s)"),
        "ip": maybe(address, ip, "the primary address"),
        "description": _description(description),
    }


def _bridge(line: str) -> dict[str, object]:
    interface, link, speed, duplex, kind, pvid, *description = _cells(line, 6)
    return _start(interface, "bridge", link) | {
        "speed_mbps": _speed(speed),
        "duplex": maybe(duplex.removesuffix("(a)"), _duplex, "the duplex mode"),
        "port_type": maybe(kind, _type, "the port type"),
        "pvid": maybe(pvid, whole, "the PVID"),
        "description": _description(description),
    }


def _protocol(text: str, what: str) -> str:
    return known(text, ("up", "down"), what)


def _duplex(text: str, what: str) -> str:
    return DUPLEX[known(text, DUPLEX, what)]


def _type(text: str, what: str) -> str:
    return TYPES[known(text, TYPES, what)]


def _cells(line: str, count: int) -> list[str]:
    cells = line.split(None, count)
    if len(cells) < count:
        raise Unreadable(f"expected {count} cells of an interface, found {line[:80]!r}")
    return cells


def _start(interface: str, mode: str, link: str) -> dict[str, object]:
    word, enabled = LINKS[known(link, LINKS, "the link")]
    return {"interface": interface, "mode": mode, "link": word, "enabled": enabled}


def _speed(text: str) -> float | None:
    """Megabits a second of `1G(a)`; none of `auto`, which a port says that has not agreed on one."""
    if text in ("auto", "Auto", "A") or text in NOTHING:
        return None
    found = SPEED.fullmatch(text)
    if found is None:
        raise Unreadable(f"expected a speed, found {text[:80]!r}")
    speed = float(found["count"]) * MEGABITS[found["unit"] or ""]
    return int(speed) if speed == int(speed) else speed


def _description(cells: list[str]) -> str | None:
    text = cells[0].strip() if cells else ""
    return None if text in NOTHING else text


COMMAND = Command(
    line="display interface brief",
    values={
        "interfaces": "rows of interface, mode (route or bridge), link (up, down, standby), enabled (false if shut),"
        " description, and of route mode protocol, spoofing, ip, of bridge mode speed_mbps, duplex, port_type, pvid"
    },
    parse=parse,
    aliases=("display interface brief description", "display interface * brief", "display brief interface"),
)
