"""`display ip interface`: the addresses of each interface in route mode."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import interface_ip, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.interface_lines import ADDRESS, MTU, PROTOCOL, interfaces, link, protocol
from hfcheck.readings.parsing import Unreadable, whole

BROADCAST = re.compile(r"Broadcast address ?: ?\S{1,40}", re.IGNORECASE)
UNNUMBERED = re.compile(r"Internet protocol processing ?: ?disabled", re.IGNORECASE)
POLICY = re.compile(r"Policy routing is .{1,120}", re.IGNORECASE)
# Counters of packets: "TTL invalid packet number: 0", "input packets : 1, bytes : 2, multicasts : 3".
COUNT = re.compile(r"[A-Za-z][A-Za-z ]{0,40}: *[0-9]{1,20}(?:, *[a-z]{1,20} ?: ?[0-9]{1,20}){0,4}")


def parse(text: str) -> Mapping[str, object]:
    """One row an interface; the counters of packets are in `display interface`."""
    return {"interfaces": some([_row(*found) for found in interfaces(lines(text))], "an interface")}


def _row(name: str, state: str, body: Sequence[str]) -> dict[str, object]:
    row: dict[str, object] = {"interface": name, **link(state, name), "protocol": None, "mtu": None}
    ips: list[dict[str, object]] = []
    for line in (line.strip() for line in body):
        address = ADDRESS.fullmatch(line)
        if address is not None:
            ips.append({"ip": interface_ip(address["address"], name), "kind": (address["kind"] or "").lower() or None})
        elif not _fact(row, line):
            raise Unreadable(f"expected a line of {name}, found {line[:80]!r}")
    return row | {"ips": ips}


def _fact(row: dict[str, object], line: str) -> bool:
    for pattern, name in ((PROTOCOL, "protocol"), (MTU, "mtu")):
        found = pattern.fullmatch(line)
        if found is not None:
            if row[name] is not None:
                raise Unreadable(f"{row['interface']}: expected {name} once, found {line[:80]!r}")
            row[name] = protocol(found["state"], name) if name == "protocol" else whole(found["mtu"], name)
            return True
    return any(pattern.fullmatch(line) for pattern in (BROADCAST, UNNUMBERED, POLICY, COUNT))


COMMAND = Command(
    line="display ip interface",
    values={
        "interfaces": "rows of interface, link (up, down, standby), enabled (false if shut), link_detail, protocol,"
        " mtu (bytes), ips (rows of ip with prefix length, and kind: primary, sub, dhcp-allocated…, or null)"
    },
    parse=parse,
    aliases=("display ip interface *", "display ip interface * *"),
)
