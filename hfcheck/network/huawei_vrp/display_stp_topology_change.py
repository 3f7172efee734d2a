"""display stp topology-change: how often each spanning tree changed, and who began it. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, key_block, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.display_stp import since
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(r"(?P<tree>CIST|MSTI ?\d{1,4}|VLAN ?\d{1,4}) topology change information ?:?", re.IGNORECASE)
COUNT, SINCE = "number of topology changes", "time since last topology change"
INITIATOR, SENDER = "topology change initiator", "topology change last received from"


def parse(text: str) -> Mapping[str, object]:
    """One entry a tree."""
    found = unruled(lines(text))
    return {"trees": [_tree(block) for block in blocks(found, lambda line: HEAD.fullmatch(line.strip()))]}


def _tree(block: Sequence[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "the heading of a spanning tree")
    values = {key.lower().partition("(")[0].strip(): value for key, value in key_block(block[1:]).items()}
    if COUNT not in values:
        raise Unreadable(f"{head['tree']}: expected {COUNT!r}, found none")
    changes = whole(values[COUNT], COUNT)
    return {
        "tree": head["tree"].lower(),
        "changes": changes,
        "changed_seconds": maybe(values.get(SINCE, ""), since, SINCE) if changes else None,
        "initiator": values.get(INITIATOR) or None,
        "received_from": values.get(SENDER) or None,
    }


COMMAND = Command(
    line="display stp topology-change",
    values={
        "trees": "tree (cist, msti 1, vlan 10), changes, changed_seconds (since the last; None without one), initiator "
        "(port), received_from (address), as printed"
    },
    parse=parse,
)
