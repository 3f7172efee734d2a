"""Whether an access list lets an address log in, as far as its lines prove it.

A list is read on the safe side: a permit that asks for anything else than SSH from a source proves nothing, a deny that
asks for more still denies, and a line that does not fit denies everybody. Where nothing permits, the address is out.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hfcheck.network.outline import Outline

PROTOCOLS = r"(?: (?P<protocol>ip|tcp|6|udp|17|icmp|1|gre|47|ospf|89|igmp|2|ipinip|esp|ahp|eigrp|pim))?"
ADDRESS = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
# VRP and Comware: rule 5 permit tcp source 10.1.0.0 0.0.0.255 destination-port eq 22
RULE = re.compile(
    rf"rule (?:\d{{1,10}} )?(?P<action>permit|deny){PROTOCOLS}"
    rf"(?: source (?:(?P<any>any)|(?P<address>{ADDRESS}) (?P<wild>{ADDRESS}|0)))?(?P<more>(?: .*)?)"
)
# IOS: [access-list 23 | 10] permit 10.1.0.0 0.0.0.255, permit tcp host 10.1.0.2 any eq 22
ENTRY = re.compile(
    rf"(?:access-list \d{{1,4}} |\d{{1,10}} )?(?P<action>permit|deny){PROTOCOLS}"
    rf" (?:(?P<any>any)|host (?P<host>{ADDRESS})|(?P<address>{ADDRESS})(?: (?P<wild>{ADDRESS}))?)(?P<more>(?: .*)?)"
)
ASIDE = re.compile(r"(?:rule \d{1,10} (?:comment|remark)|access-list \d{1,4} remark|remark|description|step) ?.*")
# What may stand behind the source of a permit that is good for SSH.
NO_MORE = re.compile(
    r"(?: any| destination any)?(?: (?:destination-port )?eq (?:22|ssh))?(?: (?:log|logging|counting))*"
)
EVERYBODY = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Rule:
    """What a line of a list says of SSH: bits of the wildcard do not count; a plain one asks for the source alone."""

    permits: bool
    address: int
    wildcard: int
    is_plain: bool

    def fits(self, address: int) -> bool:
        """Whether the line speaks of the address."""
        return (address ^ self.address) | self.wildcard == self.wildcard


@dataclass(frozen=True, slots=True)
class Filter:
    """A list; where the device itself puts the rules in order, any deny that fits counts."""

    rules: tuple[Rule, ...]
    is_sorted_by_device: bool = False

    def lets_in(self, address: str) -> bool:
        """Whether the list is known to let an address log in by SSH."""
        known = ipaddress.ip_address(address)
        if known.version != 4:
            return False
        fitting = [rule for rule in self.rules if rule.fits(int(known)) and (rule.is_plain or not rule.permits)]
        if self.is_sorted_by_device:
            return bool(fitting) and all(rule.permits for rule in fitting)
        return bool(fitting) and fitting[0].permits


def vrp_filter(outline: Outline, name: str) -> Filter | None:
    """The list of a number or a name on VRP or Comware; None where there is none."""
    for head, body in outline.bodies.items():
        words = head.split()
        if words[0] == "acl" and words[1:2] != ["ipv6"] and name in words[1:]:
            return Filter(tuple(_rules(RULE, body)), "auto" in words)
    return None


def ios_filter(outline: Outline, name: str) -> Filter | None:
    """The list of a number or a name on IOS; None where there is none."""
    numbered = [head for head in outline.heads if head.startswith(f"access-list {name} ")]
    named = [line for kind in ("standard", "extended") for line in outline.below(f"ip access-list {kind} {name}")]
    return Filter(tuple(_rules(ENTRY, numbered or named))) if numbered or named else None


def _rules(pattern: re.Pattern[str], lines: Sequence[str]) -> Iterator[Rule]:
    for line in lines:
        if not ASIDE.fullmatch(line):
            yield from _rule(pattern.fullmatch(line))


def _rule(found: re.Match[str] | None) -> Iterable[Rule]:
    if found is None:
        return (Rule(False, 0, EVERYBODY, is_plain=False),)
    if found["protocol"] not in (None, "ip", "tcp", "6"):
        return ()
    groups = found.groupdict()
    source = groups.get("host") or groups["address"]
    wild = groups["wild"] or "0"
    is_plain = NO_MORE.fullmatch(found["more"]) is not None
    if source is None:
        return (Rule(found["action"] == "permit", 0, EVERYBODY, is_plain),)
    return (Rule(found["action"] == "permit", _number(source), 0 if wild == "0" else _number(wild), is_plain),)


def _number(address: str) -> int:
    """An address as a number; octets above 255 make one that fits nobody's address but denies no less."""
    number = 0
    for octet in address.split("."):
        number = number << 8 | min(int(octet), 255)
    return number
