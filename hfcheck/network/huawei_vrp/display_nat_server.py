"""display nat server: which inner services are reachable from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, ip, key_block, keyed, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import count_of
from hfcheck.readings.parsing import Unreadable, whole

TITLE = re.compile(r"Nat Server Information *:", re.IGNORECASE)
TOTAL = re.compile(r"Total *: *(?P<count>\d{1,6})")
GLOBAL, INTERFACE = "Global IP/Port", "Interface"
PLACE = re.compile(
    r"(?P<address>[^/ ]+)/(?P<port>\d{1,5}(?:~\d{1,5})?)(?:\((?P<name>[^()]*)\))?"
    r"(?: *\(Real IP *: *(?P<real>[^() ]*)\))?"
)
PROTOCOL = re.compile(r"(?P<number>\d{1,3})(?:\((?P<name>[^()]*)\))?")
NONE = frozenset({"", "-", "--", "---", "----"})


def parse(text: str) -> Mapping[str, object]:
    """One entry a published service."""
    title, *found = lines(text)
    fit(TITLE, title, "the title")
    if not found:
        raise Unreadable("expected the number of services, found the end")
    total = count_of(TOTAL, found[-1], "the number of services")
    services: list[dict[str, object]] = []
    for block in blocks(found[:-1], lambda line: keyed(line)[0] == INTERFACE):
        name = keyed(block[0])[1]
        services += [_service(name, part) for part in blocks(block[1:], lambda line: keyed(line)[0] == GLOBAL)]
    if len(services) != total:
        raise Unreadable(f"expected {total} services, found {len(services)}")
    return {"services": services}


def _service(interface: str, block: Sequence[str]) -> dict[str, object]:
    values = key_block(block)
    missing = {"Inside IP/Port", "Protocol"} - values.keys()
    if missing:
        raise Unreadable(f"expected {sorted(missing)} of a service, found none")
    outside = fit(PLACE, values[GLOBAL], GLOBAL)
    inside = fit(PLACE, values["Inside IP/Port"], "Inside IP/Port")
    protocol = fit(PROTOCOL, values["Protocol"], "the number of a protocol")
    acl = values.get("Acl number", "")
    return {
        "interface": interface,
        "outside": outside["address"] if outside["address"] == "current-interface" else ip(outside["address"], GLOBAL),
        "outside_real": maybe(outside["real"], ip, "Real IP"),
        "outside_port": outside["port"],
        "inside": ip(inside["address"], "Inside IP/Port"),
        "inside_port": inside["port"],
        "protocol": whole(protocol["number"], "Protocol"),
        "acl": None if acl in NONE else whole(acl, "Acl number"),
        **{name: _text(values.get(label, "")) for name, label in TEXTS.items()},
    }


TEXTS = {"vpn": "VPN instance-name", "vrrp": "Vrrp id", "description": "Description"}


def _text(value: str) -> str | None:
    return None if value in NONE else value


COMMAND = Command(
    line="display nat server",
    values={
        "services": "interface, outside (an address or current-interface), outside_real, outside_port and inside_port "
        "(text: a port, a range first~last, or 0 for all), inside, protocol (its number), acl, vpn, vrrp, description"
    },
    parse=parse,
)
