"""The configurations that inspections brought home: their history, and who changed what between two of them.

A round keeps the running and the startup configuration of every device that it saw, secrets hidden before anything was
written. The ledger names the texts, the evidence store holds each once, however often it was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI, Finding
from hfcheck.network.command_records import CommandRecord, recorded
from hfcheck.network.config_text import Edit, edits
from hfcheck.network.facts import Configuration, Log
from hfcheck.network.observed import told
from hfcheck.readings.parsing import Unreadable

TYPE = "configuration"
KEPT = ("running", "startup")
NONCE = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """The configuration of a device as one run saw it: when, and the evidence that holds each text (None: not seen)."""

    run: str
    at: datetime
    running: str
    startup: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two looks, and the commands that the device recorded in between.

    `logged` is False where no log of that time was seen: then nobody being named says nothing.
    """

    before: Kept
    after: Kept
    edits: tuple[Edit, ...]
    commands: tuple[CommandRecord, ...]
    logged: bool


@dataclass(frozen=True, slots=True)
class ChangedConfiguration:
    """A device whose running configuration was another one `before`: how many lines came and went."""

    host: str
    before: datetime
    added: int
    removed: int


def facts_of(evidence: bytes) -> dict[str, Any]:
    """Every fact in the evidence of a session with a device, by name; what is missing or unreadable is left out."""
    text = evidence.decode(errors="replace")
    nonce = text.partition(" begin 0\n")[0]
    found: dict[str, Any] = {}
    if NONCE.fullmatch(nonce):
        for section in re.finditer(rf"^{nonce} begin \d+\n(.*?)^{nonce} code 0$", text, re.MULTILINE | re.DOTALL):
            found.update(_facts(section[1]))
    return found


def _facts(section: str) -> Mapping[str, Any]:
    try:
        return told(section).facts
    except Unreadable:
        return {}


def event(run: str, seen: Finding, store: Evidence) -> dict[str, Any] | None:
    """The ledger's event of a host's configurations, whose texts are put into the store; None without a running one.

    `seen` is a finding of the session that brought them.
    """
    facts = facts_of(store.get(str(seen.evidence)))
    texts = {name: facts[name] for name in KEPT if isinstance(facts.get(name), Configuration)}
    if "running" not in texts:
        return None
    kept = {name: store.put("\n".join([*found.lines, ""]).encode()) for name, found in texts.items()}
    body = {"host": seen.host, "run": run, "evidence": seen.evidence, **kept}
    return {"id": f"{TYPE}/{seen.host}/{run}", "type": TYPE, "at": seen.at.isoformat()} | body


def history(ledger: Reader, host: str, until: datetime) -> tuple[Kept, ...]:
    """Every look at a host's configuration before an instant, oldest first."""
    events = (entry.event for entry in ledger.entries(prefix=f"{TYPE}/{host}/") if entry.type == TYPE)
    looks = (
        Kept(
            str(one["run"]),
            datetime.fromisoformat(str(one["at"])),
            str(one["running"]),
            str(one["startup"]) if one.get("startup") else None,
            str(one["evidence"]),
        )
        for one in events
    )
    return tuple(sorted((look for look in looks if look.at < until), key=lambda look: look.at))


def changes(looks: Sequence[Kept], evidence: Evidence, since: datetime) -> Iterator[Change]:
    """What changed from look to look since an instant; the last look before it is where the first change starts."""
    earlier = [look for look in looks if look.at < since]
    asked = earlier[-1:] + [look for look in looks if look.at >= since]
    for before, after in pairwise(asked):
        found = edits(lines(evidence, before.running), lines(evidence, after.running))
        if found:
            commands, logged = _commands(facts_of(evidence.get(after.evidence)).get("log"), before.at, after.at)
            yield Change(before, after, found, commands, logged)


def changed_in(ledger: Reader, evidence: Evidence, run: str, hosts: Iterable[str]) -> Iterator[ChangedConfiguration]:
    """The hosts whose running configuration a run saw changed since the look before."""
    for host in hosts:
        entry = ledger.entry(f"{TYPE}/{host}/{run}")
        if entry is not None:
            until = datetime.fromisoformat(str(entry.event["at"]))
            earlier = history(ledger, host, until)
            if earlier and earlier[-1].running != entry.event["running"]:
                before = earlier[-1]
                found = edits(lines(evidence, before.running), lines(evidence, str(entry.event["running"])))
                added, removed = (sum(len(getattr(one, side)) for one in found) for side in ("added", "removed"))
                if found:
                    yield ChangedConfiguration(host, before.at, added, removed)


def lines(evidence: Evidence, digest: str) -> list[str]:
    """The lines of a kept configuration."""
    return evidence.get(digest).decode(errors="replace").splitlines()


def _commands(log: object, since: datetime, until: datetime) -> tuple[tuple[CommandRecord, ...], bool]:
    """The commands between two looks that may have changed something; whether the log reaches back to the first."""
    if not isinstance(log, Log):
        return (), False
    # A device's clock has no offset; the centre's devices keep the time of Shanghai.
    first, last = (one.astimezone(SHANGHAI).replace(tzinfo=None).isoformat() for one in (since, until))
    known = tuple(one for one in recorded(log.entries) if first <= one.at <= last and one.changes)
    oldest = min((entry.at for entry in log.entries), default=last)
    return known, oldest <= first or log.complete is True
