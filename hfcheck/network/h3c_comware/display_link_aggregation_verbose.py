"""`display link-aggregation verbose`: aggregate interfaces, their members, and which of them carry traffic."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, keyed, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.lacp import LEGEND, flags, system
from hfcheck.readings.parsing import Unreadable, known, whole

HEAD = re.compile(r"Aggregat(?:e|ion) Interface ?: ?\S+\s*", re.IGNORECASE)
STATES = {"S": "selected", "U": "unselected", "I": "individual"}
MARK = re.compile(r"(?P<port>[^\s()]{1,60})(?P<marks>(?:\([AMR]\)){0,3})")
LOCAL = {"Port", "Status", "Priority", "Index", "Oper-Key", "Flag"}
REMOTE = {"Actor", "Partner", "Priority", "Index", "Oper-Key", "SystemID", "Flag"}
TITLES = {
    "Aggregation Mode": "mode",
    "Creation Mode": "creation",
    "Loadsharing Type": "load_sharing",
    "Load sharing type": "load_sharing",
    "System ID": "system_id",
    "Management VLANs": "management_vlans",
    "Management VLAN": "management_vlans",
}
Row = dict[str, object]


def parse(text: str) -> Mapping[str, object]:
    """One row an aggregate interface, with a row for each member of either side."""
    found = [line for line in lines(text) if not LEGEND.fullmatch(line)]
    return {
        "aggregates": some([_aggregate(block) for block in blocks(found, HEAD.fullmatch)], "an aggregate interface")
    }


def _aggregate(block: Sequence[str]) -> Row:
    row: Row = {"interface": keyed(block[0])[1], **dict.fromkeys(TITLES.values())}
    sides: dict[str, list[Row]] = {"local": [], "remote": []}
    side = ""
    titles: list[str] = []
    for line in (line.strip() for line in block[1:]):
        if line in ("Local:", "Remote:"):
            side, titles = line[:-1].lower(), []
        elif not side:
            _title(row, *keyed(line))
        elif not titles:
            titles = _titles(line, LOCAL if side == "local" else REMOTE)
        else:
            sides[side].append(_member(titles, line))
    return row | sides


def _title(row: Row, key: str, text: str) -> None:
    name = TITLES.get(key)
    if name is None or row[name] is not None:
        raise Unreadable(f"{row['interface']}: expected one of {sorted(TITLES)} once, found {key[:80]!r}")
    row[name] = system(text) if name == "system_id" else text.lower()


def _titles(line: str, allowed: set[str]) -> list[str]:
    titles = line.split()
    if not {"Priority", "Oper-Key"} <= set(titles) <= allowed:
        raise Unreadable(f"expected a header of {sorted(allowed)}, found {line[:80]!r}")
    return titles


def _member(titles: Sequence[str], line: str) -> Row:
    # The blank inside a system identifier would part it in two.
    cells = line.replace(", ", ",").split()
    if len(cells) != len(titles):
        raise Unreadable(f"expected cells of {' '.join(titles)!r}, found {line[:80]!r}")
    member: Row = {}
    for title, cell in zip(titles, cells, strict=True):
        member |= _cell(title, cell)
    return member


def _cell(title: str, cell: str) -> Row:
    if title in ("Port", "Actor"):
        found = MARK.fullmatch(cell)
        if found is None:
            raise Unreadable(f"expected a port, found {cell[:80]!r}")
        return {"port": found["port"], "reference": "(R)" in found["marks"]}
    if title == "Status":
        return {"status": STATES[known(cell, STATES, "the status of a port")]}
    if title == "Flag":
        return {"flags": flags(cell)}
    if title == "SystemID":
        return {"system_id": system(cell)}
    return {title.lower().replace("-", "_"): whole(cell, title)}


COMMAND = Command(
    line="display link-aggregation verbose",
    values={
        "aggregates": "rows of interface, mode, creation, load_sharing (shar or nons), system_id, management_vlans,"
        " local and remote (rows of port, reference, status, priority, index, oper_key, flags, remote system_id)"
    },
    parse=parse,
    aliases=("display link-aggregation verbose *", "display link-aggregation verbose * *"),
)
