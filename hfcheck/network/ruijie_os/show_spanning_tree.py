"""`show spanning-tree`: the root of each tree and how often its topology changed; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import flag, key_block, lines, mac
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import age, is_rule
from hfcheck.readings.parsing import Unreadable, whole

INSTANCE = re.compile(
    r"#{2,10} ?(?P<name>mst (?P<number>[0-9]{1,2})) vlans? map ?: ?(?P<vlans>.{1,200})", re.IGNORECASE
)
BRIDGE = re.compile(r"(?P<priority>[0-9]{1,5})\.(?P<mac>[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})", re.IGNORECASE)
NEEDED = ("BridgeAddr", "DesignatedRoot", "RootPort", "TopologyChanges", "TimeSinceTopologyChange")


def parse(text: str) -> Mapping[str, object]:
    """Whether the protocol runs, its guards, and one row a tree; RSTP and STP have one, without a heading."""
    found = [line.strip() for line in lines(text) if not is_rule(line)]
    starts = [number for number, line in enumerate(found) if INSTANCE.fullmatch(line)]
    # Without a heading the tree's own keys follow those of the whole device.
    at = starts[0] if starts else next((n for n, line in enumerate(found) if line.startswith("BridgeAddr")), len(found))
    device = key_block(found[:at])
    enabled = flag(device.get("SysStpStatus", ""), "ENABLED", "DISABLED", "SysStpStatus")
    ends = [*starts[1:], len(found)] if starts else [len(found)]
    trees = [_tree(found[start:end]) for start, end in zip(starts or [at], ends, strict=True) if start < end]
    if enabled and not trees:
        raise Unreadable("expected a spanning tree, found none")
    return {
        "enabled": enabled,
        "version": device.get("StpVersion") or None,
        "bpdu_guard": flag(device["BPDUGuard"], "Enabled", "Disabled", "BPDUGuard") if "BPDUGuard" in device else None,
        "trees": trees,
    }


def _tree(block: Sequence[str]) -> dict[str, object]:
    head = INSTANCE.fullmatch(block[0])
    printed = key_block(block[1:] if head else block)
    missing = next((key for key in NEEDED if key not in printed), None)
    if missing is not None:
        raise Unreadable(f"expected {missing} of a spanning tree, found none")
    root = BRIDGE.fullmatch(printed["DesignatedRoot"])
    if root is None:
        raise Unreadable(f"expected a bridge for DesignatedRoot, found {printed['DesignatedRoot'][:80]!r}")
    bridge = mac(printed["BridgeAddr"], "BridgeAddr")
    return {
        "instance": head["number"] if head else "0",
        "bridge": bridge,
        "root": mac(root["mac"], "DesignatedRoot"),
        "root_priority": whole(root["priority"], "the priority of the root"),
        "root_port": None if printed["RootPort"] in ("0", "none", "-") else printed["RootPort"],
        "changes": whole(printed["TopologyChanges"], "TopologyChanges"),
        "changed_seconds": age(printed["TimeSinceTopologyChange"], "TimeSinceTopologyChange"),
    }


COMMAND = Command(
    line="show spanning-tree",
    values={
        "enabled": "whether the protocol runs",
        "version": "MSTP, RSTP or STP; null where it is not printed",
        "bpdu_guard": "whether edge ports are guarded; null where it is not printed",
        "trees": "rows of instance, bridge, root, root_priority, root_port (null on the root), changes,"
        " changed_seconds",
    },
    parse=parse,
)
