"""What the forms of `display lldp neighbor-information` share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hfcheck.network.columns import blocks, keyed, mac
from hfcheck.readings.parsing import Unreadable

PORT = re.compile(r"LLDP neighbor-information of port [0-9]{1,6} ?\[(?P<interface>[^\]\s]{1,60})\]:")
AGENT = re.compile(r"LLDP agent (?P<agent>[a-z -]{1,30}):", re.IGNORECASE)
INDEX = re.compile(r"(?:LLDP )?neighbor index +: [0-9]{1,6}", re.IGNORECASE)
MAC = re.compile(r"[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}")
# Values start further right than any key: what stands there belongs to the value above.
CONTINUED = re.compile(r" {15,}(?P<more>\S.*)")
REPEATED = frozenset({"Management address", "Management address type", "Management address interface type"})
REPEATED |= {"Management address interface ID", "Management address OID"}


def identity(text: str) -> str | None:
    """A chassis or port identifier: a hardware address in the usual spelling, anything else as it is."""
    return mac(text, "an identifier") if MAC.fullmatch(text) else text or None


def neighbors(found: Sequence[str]) -> Iterator[tuple[str, str | None, dict[str, list[str]]]]:
    """Each neighbour as its local interface, the agent that heard it, and its values by key."""
    for block in blocks(found, PORT.fullmatch):
        port = PORT.fullmatch(block[0])
        assert port is not None  # noqa: S101 - blocks start with one
        yield from _of_port(port["interface"], block[1:])


def _of_port(interface: str, body: Sequence[str]) -> Iterator[tuple[str, str | None, dict[str, list[str]]]]:
    agent: str | None = None
    values: dict[str, list[str]] = {}
    count = 0
    for line in body:
        heard = AGENT.fullmatch(line.strip())
        if (heard is not None or INDEX.fullmatch(line.strip())) and values:
            yield interface, agent, values
            values, count = {}, count + 1
        if heard is not None:
            agent = heard["agent"].strip().lower()
        else:
            _add(values, line)
    if not values:
        raise Unreadable(f"{interface}: expected a neighbour, found none")
    yield interface, agent, values


def _add(values: dict[str, list[str]], line: str) -> None:
    more = CONTINUED.fullmatch(line)
    if more is not None:
        if not values:
            raise Unreadable(f"expected a key, found {line.strip()[:80]!r}")
        last = values[next(reversed(values))]
        last[-1] += "\n" + more["more"]
        return
    key, text = keyed(line)
    if key in values and key not in REPEATED and not key.startswith(("VLAN name", "Port and protocol")):
        raise Unreadable(f"expected {key!r} once, found it again")
    values.setdefault(key, []).append(text)
