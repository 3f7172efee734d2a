"""`display interface`: states, addresses, VLANs, speed, rates and errors of each interface."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.interface_facts import FACTS, Row
from hfcheck.network.h3c_comware.interface_lines import interfaces, link
from hfcheck.network.h3c_comware.traffic import Traffic

VLAN_LINE = re.compile(r"(?:VLAN Passing|VLAN Permitted|(?:Un)?tagged +VLANs?(?: ID)?) *:.*", re.IGNORECASE)
MORE_VLANS = re.compile(r"[0-9][0-9, -]{0,2000}")
FAMILY = re.compile(r"IPv[46] traffic statistics:", re.IGNORECASE)
EMPTY = dict.fromkeys(
    ("protocol", "description", "bandwidth_kbps", "mtu", "frame_length", "mac", "mac_ipv6", "speed_mbps")
)
EMPTY |= dict.fromkeys(("duplex", "media", "port_type", "pvid", "vlans_passing", "vlans_permitted", "vlans_tagged"))
EMPTY |= dict.fromkeys(("vlans_untagged", "flapped_seconds_ago", "cleared"))


def parse(text: str) -> Mapping[str, object]:
    """One row an interface. What a line says that no value was read from stands in the row's `unread`."""
    rows = [_interface(name, state, body) for name, state, body in interfaces(lines(text))]
    return {"interfaces": some(rows, "an interface")}


def _interface(name: str, state: str, body: Sequence[str]) -> Row:
    row: Row = {"interface": name, **link(state, name), **EMPTY, "ips": []}
    unread: list[str] = []
    traffic = Traffic()
    for line in _joined(body):
        # What follows counts the same packets again, by family.
        if FAMILY.fullmatch(line):
            break
        if not (traffic.read(line) or _fact(row, line)):
            unread.append(line)
    return row | {"input": traffic.input, "output": traffic.output, "unread": unread}


def _joined(body: Sequence[str]) -> Iterator[str]:
    """The lines without outer blanks, a list of VLANs that runs over several of them as one."""
    waiting = ""
    for line in (line.strip() for line in body):
        if waiting and MORE_VLANS.fullmatch(line):
            waiting = f"{waiting.rstrip(',')}, {line}"
            continue
        if waiting:
            yield waiting
        waiting = line if VLAN_LINE.fullmatch(line) else ""
        if not waiting:
            yield line
    if waiting:
        yield waiting


def _fact(row: Row, line: str) -> bool:
    for pattern, keep in FACTS:
        found = pattern.fullmatch(line)
        if found is not None:
            return keep(row, found)
    return False


COMMAND = Command(
    line="display interface",
    values={
        "interfaces": "rows of interface, link (up, down, standby), enabled (false if shut), link_detail, protocol,"
        " description, bandwidth_kbps, mtu (bytes), frame_length (bytes), ips, mac, mac_ipv6, speed_mbps, duplex,"
        " media, port_type, pvid, vlans_passing, vlans_permitted, vlans_tagged, vlans_untagged,"
        " flapped_seconds_ago, cleared (local time), input and output (packets, bytes, errors…,"
        " per_second), unread (lines)"
    },
    parse=parse,
    aliases=("display interface *", "display interface * *"),
)
