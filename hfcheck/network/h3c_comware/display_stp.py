"""`display stp`: each spanning tree's root, root port and topology changes; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import fit, lines, mac, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

TREE = re.compile(
    r"-{2,20}\[(?P<tree>CIST|MSTI ?[0-9]{1,4}|VLAN ?[0-9]{1,4}) Global Info\](?:\[Mode \w{3,6}\])?-{2,20}"
)
PORT = re.compile(
    r"-{2,20}\[Port ?(?P<number>[0-9]{1,6}) ?\((?P<port>[^()\s]{1,60})\)\]\[(?P<state>[A-Z]{2,20})\]-{2,20}"
)
PAIR = re.compile(r"(?P<key>[^:]{1,40}?) *: *(?P<value>.{0,200})")
# "32768.000f-e200-2200, 200", "32768.000f-e200-2200 / 200", and of PVST "32769.000f-e200-2200, 200".
BRIDGE = re.compile(r"(?P<priority>[0-9]{1,5})\.(?P<mac>[0-9A-Fa-f-]{14})(?: ?[,/] ?(?P<cost>[0-9]{1,10}))?")
ROOT_PORT = re.compile(r"[0-9]{1,3}\.(?P<number>[0-9]{1,6})")
SINCE = re.compile(r"(?P<d>[0-9]{1,6}) days? ?(?P<h>[0-9]{1,2})h:(?P<m>[0-9]{1,2})m:(?P<s>[0-9]{1,2})s")
# What V7 and V5 call the same thing, best first: the regional root of an MSTI is its root.
BRIDGES = ("bridge id", "cist bridge", "msti bridge id")
ROOTS = ("root id/erpc", "cist root/erpc", "root id/rpc", "regroot id/irpc", "msti regroot/irpc", "root id")
ROOT_PORTS = ("rootport id", "cist rootportid", "msti rootportid")
CHANGES = ("tc or tcn received", "tc received")
DISABLED = re.compile(r"Protocol status *: *disabled", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One row a tree; none only where the device says that the protocol is disabled."""
    found = [line.strip() for line in lines(text)]
    if DISABLED.fullmatch(found[0]):
        return {"enabled": False, "trees": []}
    blocks: list[tuple[re.Match[str], list[str]]] = []
    ports: dict[int, str] = {}
    is_tree = False
    for line in found:
        tree, port = TREE.fullmatch(line), PORT.fullmatch(line)
        if tree is not None:
            blocks.append((tree, []))
        elif port is not None:
            ports[int(port["number"])] = port["port"]
        elif not blocks:
            raise Unreadable(f"expected a spanning tree, found {line[:80]!r}")
        elif is_tree:
            blocks[-1][1].append(line)
        is_tree = tree is not None or (is_tree and port is None)
    return {"enabled": True, "trees": some([_tree(tree["tree"], body, ports) for tree, body in blocks], "a tree")}


def _tree(name: str, body: Sequence[str], ports: Mapping[int, str]) -> dict[str, object]:
    values = _values(name, body)
    bridge, root = _bridge(_said(values, BRIDGES, name)), _bridge(_said(values, ROOTS, name))
    port = int(fit(ROOT_PORT, _said(values, ROOT_PORTS, name), f"the root port of {name}")["number"])
    if port and port not in ports:
        raise Unreadable(f"{name}: expected the root port {port} among the ports, found {len(ports)} others")
    since = SINCE.fullmatch(values.get("time since last tc", ""))
    return {
        "tree": name.lower(),
        "bridge": bridge["mac"],
        "priority": bridge["priority"],
        "root": root["mac"],
        "root_priority": root["priority"],
        "cost": root["cost"],
        "port": ports[port] if port else None,
        "changes": whole(_said(values, CHANGES, name), "topology changes"),
        "changed_seconds": None if since is None else _seconds(since),
    }


def _values(name: str, body: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for found in (match for line in body if (match := PAIR.fullmatch(line))):
        key = found["key"].lower()
        if key in values:
            raise Unreadable(f"{name}: expected {key!r} once, found it again in {found[0][:80]!r}")
        values[key] = found["value"]
    return values


def _said(values: Mapping[str, str], keys: Sequence[str], name: str) -> str:
    found = next((values[key] for key in keys if key in values), None)
    if found is None:
        raise Unreadable(f"{name}: expected one of {', '.join(keys)}, found {', '.join(values)[:120]!r}")
    return found


def _bridge(text: str) -> dict[str, object]:
    found = fit(BRIDGE, text, "a bridge")
    cost = int(found["cost"]) if found["cost"] else None
    return {"priority": int(found["priority"]), "mac": mac(found["mac"], "a bridge"), "cost": cost}


def _seconds(found: re.Match[str]) -> int:
    return ((int(found["d"]) * 24 + int(found["h"])) * 60 + int(found["m"])) * 60 + int(found["s"])


COMMAND = Command(
    line="display stp",
    values={
        "enabled": "whether the device runs a spanning tree at all",
        "trees": "rows of tree (cist, msti 1, vlan 10), bridge and priority (this device's), root, root_priority, cost,"
        " port (null on the root itself), changes (topology changes heard), changed_seconds (since the last, or null)",
    },
    parse=parse,
)
