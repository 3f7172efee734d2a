"""`show spanning-tree summary`: role and state of every port in each tree; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable

PROTOCOL = re.compile(r"Spanning tree enabled protocol (?P<protocol>[a-z]{3,5})", re.IGNORECASE)
INSTANCE = re.compile(r"MST (?P<number>[0-9]{1,2}) vlans? map ?: ?.{1,200}", re.IGNORECASE)
ASIDE = re.compile(
    r"(?:(?:Root|Bridge|Region Root) ID +)?(?:Priority +[0-9]{1,5}|Address +[0-9a-f.]{14}|Cost +[0-9]{1,9}"
    r"|Port +.{1,60}|Hello Time +[0-9]{1,3} sec +Forward Delay +[0-9]{1,3} sec +Max Age +[0-9]{1,3} sec"
    r"|this bridge is (?:region )?root)",
    re.IGNORECASE,
)
HEADER = re.compile(r"Interface +Role +Sts +Cost +Prio(?: +OperEdge)? +Type(?: +OperEdge)?", re.IGNORECASE)
ROW = re.compile(
    rf"(?P<port>{PORT}) +(?P<role>Root|Desg|Altn|Back|Disb|Mstr) +(?P<state>FWD|BLK|LRN|DIS|BKN) +[0-9]{{1,9}}"
    r" +[0-9]{1,3}(?: +[A-Za-z0-9()-]{2,12}){1,4}",
    re.IGNORECASE,
)
ROLES = {
    "root": "root",
    "desg": "designated",
    "altn": "alternate",
    "back": "backup",
    "disb": "disabled",
    "mstr": "master",
}
STATES = {"fwd": "forwarding", "blk": "discarding", "lrn": "learning", "dis": "disabled", "bkn": "broken"}


def parse(text: str) -> Mapping[str, object]:
    """One row a port and tree; a port that is down is not listed by the device."""
    protocol, instance, headed = "", "0", False
    rows: list[dict[str, object]] = []
    for line in (line.strip() for line in lines(text)):
        named, tree = PROTOCOL.fullmatch(line), INSTANCE.fullmatch(line)
        if named is not None or tree is not None:
            protocol, headed = (named["protocol"].lower(), False) if named else (protocol, False)
            instance = tree["number"] if tree else instance
        elif HEADER.fullmatch(line):
            headed = True
        elif headed and not is_rule(line):
            rows.append(_row(instance, line))
        elif not (ASIDE.fullmatch(line) or is_rule(line)):
            raise Unreadable(f"expected a spanning tree, found {line[:80]!r}")
    if not protocol:
        raise Unreadable("expected the protocol of the spanning tree, found none")
    return {"protocol": protocol, "ports": some(rows, "a port of a spanning tree")}


def _row(instance: str, line: str) -> dict[str, object]:
    row = fit(ROW, line, "a port of a spanning tree")
    return {
        "instance": instance,
        "port": row["port"],
        "role": ROLES[row["role"].lower()],
        "state": STATES[row["state"].lower()],
    }


COMMAND = Command(
    line="show spanning-tree summary",
    values={
        "protocol": "mstp, rstp or stp",
        "ports": "rows of instance, port, role (root, designated …), state (forwarding, discarding, learning …)",
    },
    parse=parse,
)
