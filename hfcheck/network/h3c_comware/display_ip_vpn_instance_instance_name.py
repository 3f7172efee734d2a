"""`display ip vpn-instance instance-name`: one VPN instance with its targets and policies; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, keyed, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(
    r"VPN-Instance Name and (?:Index|ID) ?: ?(?P<name>[^\s,]{1,64}), ?(?P<index>[0-9]{1,6})", re.IGNORECASE
)
FAMILY = re.compile(r"Address-family (?P<family>[A-Za-z0-9 -]{1,20}?) ?:", re.IGNORECASE)
TARGET = re.compile(r"[0-9.]{1,20}:[0-9]{1,10}")
FACTS = {"route distinguisher": "rd", "description": "description"}
TARGETS = {"export vpn targets": "export_targets", "import vpn targets": "import_targets"}
POLICIES = {
    "export route policy": "export_policy",
    "import route policy": "import_policy",
    "tunnel policy": "tunnel_policy",
}
INTERFACES = "interfaces"
# Where targets stand that belong to every family.
COMMON = "all"


def parse(text: str) -> Mapping[str, object]:
    """One instance; what a family does not say is null, or an empty list of targets."""
    found = [line.strip() for line in lines(text)]
    head = fit(HEAD, found[0], "the name and the index of a VPN instance")
    reader = _Instance()
    for line in found[1:]:
        reader.read(line)
    return {"name": head["name"], "index": whole(head["index"], "the index"), **reader.values()}


class _Instance:
    """Collects the lines of an instance: a line without a key goes on with the list above it."""

    def __init__(self) -> None:
        self._facts: dict[str, str | None] = dict.fromkeys(FACTS.values())
        self._interfaces: list[str] = []
        self._targets: dict[str, dict[str, list[str]]] = {}
        self._policies: dict[str, dict[str, str | None]] = {}
        self._family = COMMON
        self._list: list[str] | None = None
        self._others: list[str] = []

    def read(self, line: str) -> None:
        """Take one line; refuses one that goes on with no list."""
        family = FAMILY.fullmatch(line)
        if family is not None:
            self._family, self._list = family["family"].lower(), None
            self._begin()
        elif ":" not in line or all(TARGET.fullmatch(word) for word in _words(line)):
            self._more(line)
        else:
            self._keyed(line)

    def values(self) -> dict[str, object]:
        """What was collected."""
        families = {name: {**targets, **self._policies[name]} for name, targets in self._targets.items()}
        return {**self._facts, "interfaces": self._interfaces, "families": families, "others": self._others}

    def _begin(self) -> None:
        self._targets.setdefault(self._family, {name: [] for name in TARGETS.values()})
        self._policies.setdefault(self._family, dict.fromkeys(POLICIES.values()))

    def _keyed(self, line: str) -> None:
        key, value = keyed(line)
        name = key.lower()
        self._list = None
        if name in TARGETS or name in POLICIES:
            self._begin()
        if name in TARGETS:
            self._list = self._targets[self._family][TARGETS[name]]
        elif name == INTERFACES:
            self._list = self._interfaces
        elif name in FACTS:
            self._facts[FACTS[name]] = value or None
        elif name in POLICIES:
            self._policies[self._family][POLICIES[name]] = value or None
        else:
            self._others.append(" ".join(line.split()))
        if self._list is not None and value:
            self._more(value)

    def _more(self, text: str) -> None:
        if self._list is None:
            raise Unreadable(f"expected key: value, found {text[:80]!r}")
        self._list += _words(text)


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


COMMAND = Command(
    line="display ip vpn-instance instance-name",
    values={
        "name": "name",
        "index": "its number",
        "rd": "route distinguisher; null where none is set",
        "description": "text; null where none is set",
        "interfaces": "the interfaces that are bound to it",
        "families": "by family (ipv4, ipv6, evpn; all for what is said of no family): export_targets, import_targets,"
        " export_policy, import_policy, tunnel_policy",
        "others": "lines that no value was read from",
    },
    parse=parse,
    aliases=("display ip vpn-instance instance-name *",),
)
