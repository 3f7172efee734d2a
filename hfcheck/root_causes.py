"""What a run found wrong, each thing with its root cause.

A silent office behind a line that is down is one outage; a stranger on the network is one, whichever devices saw him.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from hfcheck.incidents import Trouble
from hfcheck.ledger import Entry, Reader
from hfcheck.model import Verdict
from hfcheck.network.address_watch import is_watch, subjects
from hfcheck.outages import CARRIES, Behind, Signs, calls, is_silence

UNREACHABLE = "unreachable"
# 安全原则: a stranger on the network, an address that somebody took.
SECURITY_PRINCIPLES = 5
NETWORK_OUTAGE = 11
Plan = Mapping[str, Any]


def troubles(ledger: Reader, run: str, plan: Plan) -> tuple[Trouble, ...]:
    """The findings of a run that deviate or were not seen; what only follows from another comes behind it."""
    entries = list(ledger.troubles(run))
    signs = _signs(ledger, run, plan, entries)
    causes = _Causes(plan, signs, signs.cut_off(_behind(plan)))
    found = chain.from_iterable(map(causes.of, entries))
    return tuple(sorted(found, key=lambda trouble: trouble.follows))


def cut_off(ledger: Reader, run: str, plan: Plan) -> dict[str, str]:
    """Silent host of a run → the line whose outage explains it."""
    return _signs(ledger, run, plan, ledger.troubles(run)).cut_off(_behind(plan))


def _signs(ledger: Reader, run: str, plan: Plan, entries: Iterable[Entry]) -> Signs:
    signs, behind = Signs(), _behind(plan)
    for entry in entries:
        _see(signs, entry)
    lines = {line for host in signs.silent for line in behind.get(host, ())}
    # A line in order is no trouble, but it matters whether it was seen to be.
    for entry in filter(None, (ledger.entry(f"run/{run}/{line}/{CARRIES}") for line in sorted(lines))):
        _see(signs, entry)
    return signs


def _behind(plan: Plan) -> Behind:
    return {host: card.get("lines", ()) for host, card in plan.get("hosts", {}).items()}


def _see(signs: Signs, entry: Entry) -> None:
    event = entry.event
    signs.see(str(event["host"]), str(event["check"]), str(event["verdict"]), event.get("reason"))


@dataclass(frozen=True, slots=True)
class _Causes:
    """The root causes of one run."""

    plan: Plan
    signs: Signs
    cut: Mapping[str, str]

    def of(self, entry: Entry) -> Iterator[Trouble]:
        """One finding as a trouble with its cause, or as one for each stranger that it names."""
        event = entry.event
        host, check = str(event["host"]), str(event["check"])
        if is_silence(check, str(event["verdict"]), event.get("reason")):
            yield self.of_silence(host, host, UNREACHABLE, entry, follows=self.root(host) not in (None, host))
        elif event["verdict"] != Verdict.DEVIATES:
            yield Trouble(check, check, host, check, entry.id, seen=False)
        elif is_watch(check) and (about := subjects(host, event.get("offending"))):
            yield from self.strangers(entry, about)
        elif (origin := self.origin(host, event.get("offending"))) is not None:
            yield self.of_silence(origin, host, check, entry, follows=True)
        else:
            yield Trouble(check, self.title(check), host, check, entry.id)

    def of_silence(self, origin: str, host: str, check: str, entry: Entry, *, follows: bool) -> Trouble:
        """A finding of a host as a part of the silence of another, or of its own."""
        cause, title = self.silence(origin)
        item = NETWORK_OUTAGE if self.root(origin) else 0
        return Trouble(cause, title, host, check, entry.id, follows=follows, item=item)

    def strangers(self, entry: Entry, about: Mapping[str, str]) -> Iterator[Trouble]:
        """A trouble for each hardware address or port that a finding of the address watch is about."""
        host, check = str(entry.event["host"]), str(entry.event["check"])
        for cause, words in about.items():
            title = f"不符“{self.title(check)}”：{words}"
            yield Trouble(f"watch.{cause}", title, host, check, entry.id, apart=True, item=SECURITY_PRINCIPLES)

    def title(self, check: str) -> str:
        """What a check is called."""
        return str(self.plan["checks"].get(check, {}).get("title", check))

    def origin(self, host: str, offending: Any) -> str | None:
        """Whose silence a deviation follows from: the host's own, or that of a line which it is about."""
        if host in self.signs.silent:
            return host
        return next((line for line in sorted(self.signs.down) if calls(self.words(line, host), offending)), None)

    def root(self, host: str) -> str | None:
        """The line whose outage a silent host, or a line that is down, is told with."""
        if host in self.signs.down:
            return self.signs.root(self.card(host).get("lines", ())) or host
        return self.cut.get(host)

    def silence(self, host: str) -> tuple[str, str]:
        """Cause and title of a silent host: its line, itself where a line of its is up, else its site."""
        card, line = self.card(host), self.root(host)
        if line is not None:
            return f"line.{line}", f"{self.card(line).get('title', line)}中断{self.affected(line)}"
        if not self.signs.carrying.isdisjoint(card.get("lines", ())):
            return f"{UNREACHABLE}.{host}", f"{card.get('title', host)}：无应答"
        site = card.get("site") or host
        return f"{UNREACHABLE}.{site}", f"{card.get('site_title') or host}：设备无应答"

    def affected(self, line: str) -> str:
        """How many devices are cut off by a line."""
        number = Counter(self.cut.values())[line]
        return f"（影响 {number} 台设备）" if number else ""

    def words(self, line: str, host: str) -> tuple[str, ...]:
        """What findings of a device call a line that ends there."""
        return tuple(self.card(line).get("ends", {}).get(host, ()))

    def card(self, host: str) -> Mapping[str, Any]:
        """What the plan says of a host."""
        found: Mapping[str, Any] = self.plan.get("hosts", {}).get(host, {})
        return found
