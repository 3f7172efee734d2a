"""`display link-aggregation member-port`: each member's own and its partner's LACP state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, keyed, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.lacp import LEGEND, flags, system
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(r"[A-Za-z][A-Za-z-]{0,40}[0-9][0-9/:.]{0,40}:\s*")
PACKETS = re.compile(r"(?P<count>[0-9]{1,20}) packet\(s\)")
NUMBERS = {"Port Number": "number", "Port Index": "number", "Port Priority": "priority", "Oper-Key": "oper_key"}
COUNTS = {"Received LACP Packets": "received", "Sent LACP Packets": "sent", "Illegal": "illegal"}


def parse(text: str) -> Mapping[str, object]:
    """One row a member port."""
    found = [line for line in lines(text) if not LEGEND.fullmatch(line)]
    return {"ports": some([_port(block) for block in blocks(found, HEAD.fullmatch)], "a member port")}


def _port(block: Sequence[str]) -> dict[str, object]:
    sides: dict[str, dict[str, object]] = {"local": {}, "remote": {}}
    port: dict[str, object] = {"port": block[0].strip().removesuffix(":"), "aggregate": None, **sides}
    side = ""
    for line in block[1:]:
        key, text = keyed(line)
        if key in ("Local", "Remote") and not text:
            side = key.lower()
        elif key in ("Aggregate Interface", "Aggregation Interface"):
            _once(port, "aggregate", text)
        elif key in COUNTS:
            _once(port, COUNTS[key], _packets(text))
        elif side or key in NUMBERS:
            # A static group has no remote side, and does not head the local one.
            _once(sides[side or "local"], *_side(key, text))
        else:
            raise Unreadable(f"expected a line of a member port, found {line.strip()[:80]!r}")
    if port["aggregate"] is None:
        raise Unreadable(f"{port['port']}: expected its aggregate interface, found none")
    return port


def _side(key: str, text: str) -> tuple[str, object]:
    if key in NUMBERS:
        return NUMBERS[key], whole(text, key)
    if key == "Flag":
        return "flags", flags(text)
    if key == "System ID":
        return "system_id", system(text)
    raise Unreadable(f"expected a line of a member port, found {key[:80]!r}")


def _packets(text: str) -> int:
    found = PACKETS.fullmatch(text)
    if found is None:
        raise Unreadable(f"expected a number of packets, found {text[:80]!r}")
    return int(found["count"])


def _once(row: dict[str, object], name: str, value: object) -> None:
    if row.get(name) is not None:
        raise Unreadable(f"expected {name} once, found {row[name]!r} and {value!r}"[:200])
    row[name] = value


COMMAND = Command(
    line="display link-aggregation member-port",
    values={
        "ports": "rows of port, aggregate, local and remote (number, priority, oper_key, flags, remote system_id),"
        " received, sent, illegal (LACP packets)"
    },
    parse=parse,
    aliases=("display link-aggregation member-port *", "display link-aggregation member-port * *"),
)
