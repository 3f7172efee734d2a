"""`show spanning-tree`: each tree's root, and the roles and states of the ports."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import behind, blocks, fit, lines, mac
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

INSTANCE = re.compile(r"(?:VLAN|MST)\d{1,4}")
HEADER = re.compile(r"Interface +Role +Sts +Cost +Prio\.Nbr +Type")
ROOT = re.compile(r"Root ID +Priority +\d{1,5}")
BRIDGE = re.compile(r"Bridge ID +Priority +\d{1,5}.*")
ADDRESS = re.compile(r"Address +(?P<mac>[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})")
ROOT_PORT = re.compile(r"Port +\d{1,5} \((?P<port>\S{1,60})\)")
BESIDES = re.compile(
    r"Spanning tree enabled protocol \S{1,12}|Cost +\d{1,12}|Hello Time .{0,80}|Aging Time +\d{1,6}.{0,20}"
    r"|This bridge is the root"
)
ROW = re.compile(
    r"(?P<port>\S{1,60}) +(?P<role>Root|Desg|Altn|Back|Mstr|Shr|Boun|Disb) +(?P<state>FWD|BLK|LRN|LIS|DIS|BKN)\*?"
    r" *\d{1,12} +\d{1,3}\.\d{1,5} +(?P<type>\S.{0,80})"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a tree, and one a port of a tree."""
    trees, ports = [], []
    for block in blocks(lines(text), lambda line: INSTANCE.fullmatch(line.strip())):
        head, _, rows = behind(block[1:], lambda line: HEADER.fullmatch(line.strip()))
        instance = block[0].strip()
        trees.append({"instance": instance} | _tree(instance, [line.strip() for line in head]))
        ports += [{"instance": instance} | fit(ROW, line, "a port") for line in rows if not _is_rule(line)]
    return {"trees": trees, "ports": ports}


def _is_rule(line: str) -> bool:
    return set(line.strip()) <= {"-", " "}


def _tree(instance: str, head: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {"root": None, "bridge": None, "root_port": None}
    part = ""
    for line in head:
        address, port = ADDRESS.fullmatch(line), ROOT_PORT.fullmatch(line)
        if ROOT.fullmatch(line) or BRIDGE.fullmatch(line):
            part = "root" if line.startswith("Root") else "bridge"
        elif address is not None and part:
            found[part] = mac(address["mac"], part)
        elif port is not None:
            found["root_port"] = port["port"]
        elif not BESIDES.fullmatch(line):
            raise Unreadable(f"{instance}: expected a line of a tree, found {line[:120]!r}")
    if (
        found["root"] is None
        or found["bridge"] is None
        or (found["root_port"] is None) != ("This bridge is the root" in head)
    ):
        raise Unreadable(f"{instance}: expected root, bridge and either a root port or that it is the root itself")
    return found


COMMAND = Command(
    line="show spanning-tree",
    values={
        "trees": "rows of instance (VLAN0001, MST0), root, bridge, root_port (None on the root itself)",
        "ports": "rows of instance, port, role, state, type, as printed",
    },
    parse=parse,
)
