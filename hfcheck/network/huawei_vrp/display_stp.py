"""display stp: root and topology changes of each spanning tree, and its ports. No public capture yet.

VRP5 rules each heading with dashes, `-------[CIST Global Info][Mode MSTP]-------`; VRP8 prints `CIST Global
Information:` with a line for the mode.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, key_block, lines, mac, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import is_rule
from hfcheck.readings.parsing import Unreadable, whole

TREE = r"(?P<tree>CIST|MSTI ?\d{1,4}|VLAN ?\d{1,4}|Process ?\d{1,4})"
HEAD = re.compile(
    rf"-*\[? ?{TREE} Global Info(?:rmation)?(?: ?: ?|\])"
    r"(?: ?\[Mode (?P<mode>[A-Za-z]{3,8})\])?(?:\[[^\[\]]{1,60}\])?-*",
    re.IGNORECASE,
)
PORT = re.compile(
    r"-*\[ ?Port ?\d{1,6} ?\((?P<port>[^()]{1,64})\) ?\] ?\[ ?(?P<state>[A-Z]{2,12}) ?\]-*"
    rf"|{TREE} Port Information ?: ?".replace("(?P<tree>", "(?:"),
    re.IGNORECASE,
)
# Lines that belong to the one above them: the counts of what was sent and received.
COUNTS = re.compile(r"TCN ?: ?\d+, ?Config ?: ?\d+, ?RST ?: ?\d+(?:, ?MST ?: ?\d+)?", re.IGNORECASE)
BRIDGE = re.compile(r"(?P<priority>\d{1,5}) ?\.(?P<mac>[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4})(?: ?/.*)?")
ROOT_PORT = re.compile(r"(?P<port>\d{1,4}\.\d{1,5})")
SINCE = re.compile(r"(?P<days>\d{1,6}) days? (?P<hours>\d{1,2})h ?: ?(?P<minutes>\d{1,2})m ?: ?(?P<seconds>\d{1,2})s")
ROOTS = ("cist root/erpc", "cist root/rpc", "root id/rpc", "root id/rpcost", "msti regroot/irpc", "msti root/irpc")
OWN = ("cist bridge", "msti bridge id", "bridge id", "vlan bridge", "vlan bridge id")


def parse(text: str) -> Mapping[str, object]:
    """The trees in their order; none where the protocol is disabled."""
    found = [line for line in lines(text) if not is_rule(line) and not COUNTS.fullmatch(line.strip())]
    first = found[0].strip().lower() if found else ""
    if first.replace(" ", "") == "protocolstatus:disabled":
        key_block(found)
        return {"enabled": False, "trees": []}
    return {
        "enabled": True,
        "trees": [_tree(block) for block in blocks(found, lambda line: HEAD.fullmatch(line.strip()))],
    }


def _tree(block: Sequence[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "the heading of a spanning tree")
    at = next((number for number, line in enumerate(block) if PORT.fullmatch(line.strip())), len(block))
    values = {key.lower(): value for key, value in key_block(block[1:at]).items()}
    root, own = (next((values[label] for label in labels if label in values), None) for labels in (ROOTS, OWN))
    if root is None or own is None:
        raise Unreadable(f"{head['tree']}: expected the root and the bridge of the tree, found none")
    changes = maybe(values.get("number of tc", ""), whole, "Number of TC")
    seconds = maybe(values.get("time since last tc", ""), since, "Time since last TC")
    ports = [_port(part) for part in blocks(block[at:], lambda line: PORT.fullmatch(line.strip()))]
    return {
        "tree": " ".join(head["tree"].lower().split()),
        "mode": (head["mode"] or values.get("mode", "")).lower() or None,
        "bridge": _bridge(own),
        "root": _bridge(root),
        "root_port_id": _root_port(values),
        "changes": changes,
        # The zeros of a tree that never changed are no time.
        "changed_seconds": seconds if changes else None,
        "last_change_on": (values.get("last tc occurred") or None) if changes else None,
        "received": maybe(values.get("tc or tcn received", values.get("tc received", "")), whole, "TC received"),
        "ports": ports,
    }


def _bridge(text: str) -> str:
    return mac(fit(BRIDGE, text, "priority and address of a bridge")["mac"], "a bridge")


def _root_port(values: Mapping[str, str]) -> str | None:
    """The identifier of the root port; None for 0.0, which is a bridge that is the root itself."""
    said = next((value for key, value in values.items() if key.endswith("rootportid")), None)
    if said is None:
        raise Unreadable("expected the RootPortId, found none")
    port = fit(ROOT_PORT, said.partition(" ")[0], "RootPortId")["port"]
    return None if port == "0.0" else port


def since(text: str, what: str) -> int:
    """`2 days 4h:32m:10s` in seconds."""
    parts = fit(SINCE, text, what)
    days, hours, minutes, seconds = (int(parts[name]) for name in ("days", "hours", "minutes", "seconds"))
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _port(block: Sequence[str]) -> dict[str, object]:
    head = fit(PORT, block[0], "the heading of a port")
    values = {key.lower(): value for key, value in key_block(block[1:]).items()}
    name = head["port"] or values.get("port name", "")
    role = values.get("port role", "")
    if not name or not role:
        raise Unreadable(f"expected a port and its role, found {block[0].strip()[:120]!r}")
    return {
        "port": name,
        "role": role.lower().removeprefix("cist ").removesuffix(" port"),
        "state": (head["state"] or values.get("port state", "")).lower() or None,
    }


COMMAND = Command(
    line="display stp",
    aliases=("display stp instance *", "display stp vlan *"),
    values={
        "enabled": "whether the device runs a spanning tree",
        "trees": "tree (cist, msti 1, vlan 10), mode, bridge (this one's address), root (address), root_port_id (as "
        "128.4; None on the root itself), changes (topology changes counted), changed_seconds (since the last), "
        "last_change_on (port, as printed), received (changes told by neighbours), ports: port, role, state",
    },
    parse=parse,
)
