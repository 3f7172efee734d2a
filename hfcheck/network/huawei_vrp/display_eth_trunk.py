"""display eth-trunk: trunks, their ports and, with LACP, the partners."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, lines, mac, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import is_rule, labelled, labels, spaced
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(r"(?P<trunk>Eth-Trunk\d+)'s state information is:", re.IGNORECASE)
# VRP8 marks the end of high priority and the port of reference behind a port's name.
LEGEND = re.compile(r"\([a-z]\): [A-Za-z ]{1,40}")
MARKS = re.compile(r"\([a-z]{1,4}\)$")
LABELS = labels(
    (
        "WorkingMode",
        "Working Mode",
        "Hash arithmetic",
        "Least Active-linknumber",
        "Max Bandwidth-affected-linknumber",
        "Max Active-linknumber",
        "Operate status",
        "Operating Status",
        "Number Of Up Port In Trunk",
        "Number of Up Ports in Trunk",
        "LAG ID",
        "Preempt Delay",
        "Preempt Delay Time",
        "Ports",
        "System Priority",
        "System ID",
        "Timeout Period",
        "PortKeyMode",
    )
)
STATIC = ("PortName", "Status", "Weight")
ACTOR = ("ActorPortName", "Status", "PortType", "PortPri", "PortNo", "PortKey", "PortState", "Weight")
PARTNER = ("ActorPortName", "SysPri", "SystemID", "PortPri", "PortNo", "PortKey", "PortState")
NAMES = {
    "PortName": "port",
    "ActorPortName": "port",
    "Status": "status",
    "Weight": "weight",
    "PortType": "port_type",
    "PortPri": "port_priority",
    "PortNo": "port_number",
    "PortKey": "port_key",
    "PortState": "port_state",
    "SysPri": "system_priority",
    "SystemID": "system_id",
}
NUMBERS = frozenset({"PortPri", "PortNo", "PortKey", "Weight", "SysPri"})


def parse(text: str) -> Mapping[str, object]:
    """One entry a trunk."""
    return {"trunks": [_trunk(block) for block in blocks(lines(text), lambda line: HEAD.fullmatch(line.strip()))]}


def _trunk(block: Sequence[str]) -> dict[str, object]:
    values: dict[str, str] = {}
    tables: dict[tuple[str, ...], list[dict[str, object]]] = {STATIC: [], ACTOR: [], PARTNER: []}
    titles: tuple[str, ...] | None = None
    for line in block[1:]:
        if is_rule(line) or line.strip() in ("Local:", "Partner:") or LEGEND.fullmatch(line.strip()):
            continue
        words = tuple(line.split())
        if words in tables:
            titles = words
        elif titles is None:
            values |= labelled(line, LABELS)
        else:
            tables[titles].append(_row(spaced(line, titles)))
    if titles is None:
        raise Unreadable(f"expected the ports of a trunk, found none: {block[0].strip()[:80]!r}")
    return _summary(block[0], values) | {"ports": tables[STATIC] + tables[ACTOR], "partners": tables[PARTNER]}


def _summary(head: str, values: Mapping[str, str]) -> dict[str, object]:
    def value(*names: str) -> str:
        return next((values[name] for name in names if name in values), "")

    up = value("number of up port in trunk", "number of up ports in trunk")
    return {
        "trunk": fit(HEAD, head, "the name of a trunk")["trunk"],
        "mode": value("workingmode", "working mode").lower() or None,
        "hash": value("hash arithmetic") or None,
        "link": value("operate status", "operating status").lower() or None,
        "ports_up": maybe(up, whole, "ports that are up"),
        "least_active": maybe(value("least active-linknumber"), whole, "Least Active-linknumber"),
        "most_active": maybe(value("max active-linknumber"), whole, "Max Active-linknumber"),
        "system_priority": maybe(value("system priority"), whole, "System Priority"),
        "system_id": maybe(value("system id"), mac, "System ID"),
        "preempt_delay": value("preempt delay", "preempt delay time") or None,
    }


def _row(cells: Mapping[str, str]) -> dict[str, object]:
    return {NAMES[title]: _cell(title, cell) for title, cell in cells.items()}


def _cell(title: str, cell: str) -> object:
    if title in NUMBERS:
        return maybe(cell, whole, title)
    if title == "SystemID":
        return maybe(cell, mac, title)
    if title in ("PortName", "ActorPortName"):
        return MARKS.sub("", cell)
    return cell.lower() if title == "Status" else cell


COMMAND = Command(
    line="display eth-trunk",
    aliases=("display eth-trunk *",),
    values={
        "trunks": "trunk, mode, hash, link (up, down), ports_up, least_active, most_active, system_priority, "
        "system_id, preempt_delay, ports (port, status: up, down, offline, selected, unselect, indep; "
        "with LACP the actor's values), partners"
    },
    parse=parse,
)
