"""display ip vpn-instance interface: which interfaces belong to which VPN instance. No public capture here yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import count_of
from hfcheck.readings.parsing import Unreadable, whole

TOTAL = re.compile(r"Total VPN-Instances configured *: *(?P<count>\d{1,6})", re.IGNORECASE)
BESIDE = re.compile(r"Total (?:IPv4|IPv6) VPN-Instances configured *: *\d{1,6}", re.IGNORECASE)
HEAD = re.compile(r"VPN-Instance Name and ID *: *(?P<name>[^ ,]{1,63}) *, *(?P<id>\d{1,6})", re.IGNORECASE)
COUNT = re.compile(r"Interface Number *: *(?P<count>\d{1,6})", re.IGNORECASE)
LIST = re.compile(r"Interface list *: *(?P<rest>.*)", re.IGNORECASE)
NAME = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9/.:_-]{0,63})")


def parse(text: str) -> Mapping[str, object]:
    """One entry a VPN instance; the counts that the device prints must be those of its lists."""
    totals: list[int] = []
    found: list[str] = []
    for line in lines(text):
        if TOTAL.fullmatch(line.strip()):
            totals.append(count_of(TOTAL, line, "the number of VPN instances"))
        elif not BESIDE.fullmatch(line.strip()):
            found.append(line)
    instances = [_instance(block) for block in blocks(found, lambda line: HEAD.fullmatch(line.strip()))]
    if totals and totals != [len(instances)]:
        raise Unreadable(f"expected {totals[0]} VPN instances, found {len(instances)}")
    return {"instances": some(instances, "VPN instances")}


def _instance(block: Sequence[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "a VPN instance")
    counts: list[int] = []
    names: list[str] = []
    for line in (part.strip() for part in block[1:]):
        if COUNT.fullmatch(line):
            counts.append(count_of(COUNT, line, "the number of interfaces"))
        else:
            names += [fit(NAME, name, "an interface")["name"] for name in _listed(line)]
    if counts != [len(names)]:
        raise Unreadable(f"{head['name']}: expected {counts} interfaces, found {len(names)}")
    return {"name": head["name"], "id": whole(head["id"], "the VPN instance"), "interfaces": names}


def _listed(line: str) -> list[str]:
    """The names of a list; it goes on in lines of its own."""
    first = LIST.fullmatch(line)
    return (first["rest"] if first else line).replace(",", " ").split()


COMMAND = Command(
    line="display ip vpn-instance interface",
    values={"instances": "name, id, interfaces (names)"},
    parse=parse,
)
