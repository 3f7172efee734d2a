"""From a ruling to its proof: the ledger entries behind it, who signed them, and the raw evidence that they name.

A round leads on to its runs, a run to the plan that was frozen before it; a finding names the raw output that it was
judged by. Only what an evidence id leads to is read, never all findings of a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hfcheck.book import LATE_AFTER
from hfcheck.case_facts import Keys, signatures
from hfcheck.ledger import Entry, Reader
from hfcheck.rounds import claimed_slot, is_late


@dataclass(frozen=True, slots=True)
class Step:
    """One ledger entry of a trail.

    `claimed` is the instant that its author claims, `received` the ledger's; `late` marks a late entry (补录).
    `signed`: who signed it in which role, with a trusted key. `raw`: what it rests on, each with its SHA-256.
    """

    id: str
    type: str
    seq: int
    claimed: datetime
    received: datetime
    late: bool
    by: str
    hash: str
    says: Mapping[str, Any]
    signed: tuple[tuple[str, str], ...]
    raw: tuple[tuple[str, str], ...]


def trail(ledger: Reader, keys: Keys, ids: Iterable[str]) -> tuple[Step, ...]:
    """The entries of these ids and those that they lead to, each once, by their numbers; unknown ids are left out."""
    found: dict[str, Entry] = {}
    waiting = list(ids)
    while waiting:
        entry = ledger.entry(waiting.pop())
        if entry is not None and entry.id not in found:
            found[entry.id] = entry
            waiting += _onward(entry)
    return tuple(_step(ledger, keys, entry) for entry in sorted(found.values(), key=lambda one: one.seq))


def _onward(entry: Entry) -> Iterator[str]:
    for run in entry.event.get("runs") or ():
        yield f"run/{run}/end"
    if entry.type == "run.ended":
        yield f"run/{entry.event['run']}/plan"
    if entry.type == "round":
        yield f"approval/{entry.id}"


def _step(ledger: Reader, keys: Keys, entry: Entry) -> Step:
    event = entry.event
    claimed = datetime.fromisoformat(str(event.get("completed") or event["at"]))
    put = [one.event for one in signatures(ledger, f"{entry.id}/", keys) if one.event["of"] == entry.id]
    own = ((str(one["signer"]), str(one["role"])) for one in put if one["of_hash"] == entry.hash.hex())
    by = str(event.get("by") or event.get("inspector") or event.get("source") or "")
    return Step(
        entry.id,
        entry.type,
        entry.seq,
        claimed,
        entry.received,
        _late(entry, claimed),
        by,
        entry.hash.hex(),
        event.get("says") or {},
        tuple(sorted(own)),
        tuple(_raw(event)),
    )


def _late(entry: Entry, claimed: datetime) -> bool:
    """A round is late by the measure of its slot, everything else by that of the book."""
    if entry.type == "round":
        return bool(entry.event.get("late")) or is_late(claimed_slot(entry.event), claimed, entry.received)
    return entry.received - claimed > LATE_AFTER


def _raw(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    named = (("evidence", event.get("evidence")), ("plan", event.get("plan")))
    papers = (("paper", (event.get("says") or {}).get("paper")),)
    onsite = event.get("onsite") or ()
    photos = (("photo", photo.get("sha256")) for answer in onsite for photo in answer.get("photos") or ())
    for what, digest in (*named, *papers, *photos):
        if isinstance(digest, str):
            yield what, digest
