"""`show vlan`: the VLANs and the ports in them, tagged or not; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import VLANS, behind, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("VLAN", "Name", "Status", "Ports")
ROW = re.compile(
    r"(?P<number>[0-9]{1,4}) +(?P<name>\S.{0,63}?) +(?P<status>STATIC|DYNAMIC|PRIVATE|SUPER)"
    r"(?: +(?P<ports>\S.{0,400}))?"
)
PORTS = re.compile(rf"{PORT}(?: {{0,12}}, {{0,4}}{PORT}){{0,63}},?")


def parse(text: str) -> Mapping[str, object]:
    """One row a VLAN; the device does not say which of the ports are tagged."""
    before, _, rows = behind(lines(text), lambda line: is_header(line, TITLES))
    if before:
        raise Unreadable(f"expected {' '.join(TITLES)}, found {before[0].strip()[:80]!r}")
    found: list[dict[str, object]] = []
    ports: list[str] = []
    for line in (line.strip() for line in rows if not is_rule(line)):
        row = ROW.fullmatch(line)
        if row is not None:
            ports = _ports(row["ports"] or "")
            found.append(_vlan(row) | {"ports": ports})
        elif found:
            ports += _ports(line)
        else:
            raise Unreadable(f"expected a VLAN, found {line[:80]!r}")
    if len({row["number"] for row in found}) != len(found):
        raise Unreadable("expected each VLAN once, found one twice")
    return {"vlans": some(found, "a VLAN")}


def _vlan(row: re.Match[str]) -> dict[str, object]:
    number = whole(row["number"], "a VLAN")
    if number not in VLANS:
        raise Unreadable(f"expected the number of a VLAN, found {number}")
    return {"number": number, "name": row["name"], "status": row["status"].lower()}


def _ports(text: str) -> list[str]:
    if text and not PORTS.fullmatch(text):
        raise Unreadable(f"expected the ports of a VLAN, found {text[:80]!r}")
    return [port.strip() for port in text.split(",") if port.strip()]


COMMAND = Command(
    line="show vlan",
    values={"vlans": "rows of number, name, status (static, dynamic, private …), ports (tagged and untagged)"},
    parse=parse,
)
