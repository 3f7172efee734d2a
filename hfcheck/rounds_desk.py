"""The desk where rounds are closed, counter-signed and approved: claims become signed entries of the ledger.

Every step may be repeated after a crash: a claim that is in the ledger already but was never signed is signed, not
recorded a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from hfcheck.calendar import Calendar, Slot
from hfcheck.collect.clock import clock_state
from hfcheck.errors import InputError
from hfcheck.facts_desk import party_of
from hfcheck.kinds import Contract, Party
from hfcheck.ledger import (
    Entry,
    Evidence,
    Ledger,
    Reader,
    ensure_key,
    known_keys,
    signature_event,
)
from hfcheck.notices import calendar
from hfcheck.onsite import Item, parse_items
from hfcheck.round_entry import Claim, Known
from hfcheck.round_facts import Deviation, day_facts, deviations, slot_runs
from hfcheck.rounds import SlotState, board
from hfcheck.signers import Signer
from hfcheck.station import PROJECT, Station

CHECKLIST = Path("group_vars/all/onsite.yml")
PHOTO_LIMIT = 20 * 1024 * 1024
PHOTO_KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "JPEG": lambda data: data.startswith(b"\xff\xd8\xff"),
    "PNG": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "WebP": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
}


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed round: its id, and the ids of the events that closing it took."""

    round: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What an engineer finds before a round: the checklist, the free runs of the slot and what these deviate in."""

    known: Known
    deviations: tuple[Deviation, ...]


def checklist(inventory: str) -> tuple[Item, ...]:
    """The on-site checklist of an inventory directory; a relative one may also be the project's."""
    for root in (Path(inventory), PROJECT / inventory):
        path = root / CHECKLIST
        if path.exists():
            return parse_items(read_yaml(path), str(path))
    raise InputError(f"expected a checklist at {Path(inventory) / CHECKLIST}, found no file")


def read_yaml(path: Path) -> Any:
    """A YAML file as plain data; raises InputError."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(f"expected a file at {path}, found: {problem.strerror}") from problem
    except (yaml.YAMLError, UnicodeError) as problem:
        raise InputError(f"{path}: expected YAML in UTF-8, found {_flaw(problem)}") from problem


def _flaw(problem: Exception) -> str:
    """What a YAML parser complains of, on one line."""
    mark = problem.problem_mark if isinstance(problem, yaml.MarkedYAMLError) else None
    if isinstance(problem, yaml.MarkedYAMLError) and mark is not None:
        return f"in line {mark.line + 1}: {problem.problem}"
    return " ".join(str(problem).split())


def situation(station: Station, slot: Slot, items: tuple[Item, ...]) -> Situation:
    """What the ledger holds for a round of this slot."""
    with _ledger(station) as ledger:
        runs = slot_runs(ledger, slot)
        found = tuple(deviations(ledger, Evidence(station.evidence), runs))
    return Situation(Known(items, runs, frozenset((item.host, item.check) for item in found)), found)


def day_board(station: Station, day: date, now: datetime, days: Calendar | None = None) -> tuple[SlotState, ...]:
    """How the slots of a day stand; in a year without a notice they are provisional."""
    with _ledger(station) as ledger:
        facts = day_facts(ledger, day, known_keys(station.keys))
    return board(facts, (days or calendar()).likely_slots(day), now)


@contextmanager
def _ledger(station: Station) -> Iterator[Reader]:
    """The ledger for reading; an empty one is made where there is none yet."""
    if not station.ledger.exists():
        Ledger.open(station.ledger).close()
    with Reader.open(station.ledger) as ledger:
        yield ledger


def attach(station: Station, photos: Iterable[str], folder: Path) -> dict[str, str]:
    """Put photographs into the evidence store: their names as given → SHA-256. Relative names are from `folder`."""
    store = Evidence(station.evidence)
    read = {name: _photo(folder / Path(name).expanduser()) for name in photos}
    return {name: store.put(data) for name, data in read.items()}


def _photo(path: Path) -> bytes:
    try:
        data = path.read_bytes() if path.stat().st_size <= PHOTO_LIMIT else None
    except OSError as problem:
        raise InputError(f"expected a photograph at {path}, found: {problem.strerror}") from problem
    if data is None:
        raise InputError(
            f"{path}: expected a photograph of at most {PHOTO_LIMIT // 1024 // 1024} MiB, found a larger one"
        )
    if not any(fits(data) for fits in PHOTO_KINDS.values()):
        raise InputError(f"{path}: expected a photograph as {', '.join(PHOTO_KINDS)}, found another kind of file")
    return data


def close_round(station: Station, claim: Claim, inspector: Signer, folder: Path) -> Closed:
    """Record a claim, sign it with the inspector's key and seal the ledger; photographs are read from `folder`.

    Raises InputError for a photograph that cannot be kept, LedgerError when the ledger cannot be written.
    """
    digests = attach(station, (name for answer in claim.onsite for name in answer.photos), folder)
    with Ledger.open(station.ledger) as ledger:
        entry = _unsigned_twin(ledger, claim, digests) or _record(station, ledger, claim, digests)
        signature = _sign(station, ledger, entry, inspector, "inspector")
    return Closed(entry.id, (entry.id, signature))


def _record(station: Station, ledger: Ledger, claim: Claim, digests: Mapping[str, str]) -> Entry:
    number = sum(1 for _ in ledger.entries(prefix=f"round/{claim.slot.id}/")) + 1
    event = claim.event(number, station.now(), clock_state() or None, digests)
    return _append(ledger, event, station.now())


def _unsigned_twin(ledger: Ledger, claim: Claim, digests: Mapping[str, str]) -> Entry | None:
    """The same claim from an attempt that died between the entry and its signature."""
    for number, entry in enumerate(ledger.entries(prefix=f"round/{claim.slot.id}/"), 1):
        at = datetime.fromisoformat(str(entry.event["at"]))
        event = claim.event(number, at, entry.event.get("clock"), digests)
        if ledger.entry(f"signature/{entry.id}/inspector") is None and _pruned(event) == entry.event:
            return entry
    return None


def _pruned(value: Any) -> Any:
    """A value as the ledger gives it back: absent and null mean the same."""
    if isinstance(value, Mapping):
        return {key: _pruned(item) for key, item in value.items() if item is not None}
    return [_pruned(item) for item in value] if isinstance(value, list) else value


def _append(ledger: Ledger, event: Mapping[str, object], now: datetime) -> Entry:
    ledger.append([event], received=now)
    entry = ledger.entry(str(event["id"]))
    if entry is None:
        raise InputError(f"expected {event['id']} in the ledger after it was written, found nothing")
    return entry


def _sign(station: Station, ledger: Ledger, entry: Entry, by: Signer, role: str) -> str:
    signed = signature_event(entry, by.key, by.name, role, station.now())
    known = ledger.entry(str(signed["id"]))
    if known is not None:
        raise InputError(f"expected no signature under {entry.id} as {role} yet, found that of {known.event['signer']}")
    ledger.append([signed], received=station.now())
    ledger.seal(ensure_key(station.key), station.now())
    return str(signed["id"])


def find_round(station: Station, name: str) -> Entry:
    """The round of this id (with or without its first word), or the last round of this slot; raises InputError."""
    plain = name.removeprefix("round/")
    with _ledger(station) as ledger:
        found = ledger.entry(f"round/{plain}") or next(
            ledger.entries(type="round", prefix=f"round/{plain}/", newest_first=True), None
        )
    if found is None:
        raise InputError(f"expected a round such as 2026-11-23/morning, found none named {name!r}")
    return found


def countersign(station: Station, entry: Entry, reviewer: Signer) -> tuple[str, ...]:
    """The centre's reviewer signs a round that its inspector has signed; returns the ids of the events."""
    _not_own(entry, reviewer.name, "counter-sign")
    with Ledger.open(station.ledger) as ledger:
        if ledger.entry(f"signature/{entry.id}/inspector") is None:
            raise InputError(f"expected {entry.id} to be signed by its inspector first, found no signature")
        return (_sign(station, ledger, entry, reviewer, "reviewer"),)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the centre decides about a round in doubt, and why."""

    approved: bool
    reason: str


def decide(station: Station, entry: Entry, decision: Decision, by: Signer) -> tuple[str, ...]:
    """Record the centre's decision about a round and sign it; returns the ids of the events."""
    _not_own(entry, by.name, "decide about")
    if not decision.reason.strip():
        raise InputError("expected a reason for the decision, found none")
    may_decide(station, by.name)
    with Ledger.open(station.ledger) as ledger:
        event = _decision_event(entry, decision, by.name, station.now())
        known = ledger.entry(str(event["id"]))
        _same_decision(known, event)
        decided = known or _append(ledger, event, station.now())
        return decided.id, _sign(station, ledger, decided, by, "reviewer")


def may_decide(station: Station, name: str) -> None:
    """Refuse whoever has no mandate of the centre, once there is a contract: points hang on the rounds since then."""
    with _ledger(station) as ledger:
        if next(ledger.entries(type=Contract.type), None):
            party_of(ledger, known_keys(station.keys), name, station.now(), Party.CENTRE)


def _decision_event(entry: Entry, decision: Decision, by: str, now: datetime) -> dict[str, object]:
    return {
        "id": f"approval/{entry.id}",
        "type": "approval",
        "at": now.isoformat(),
        "of": entry.id,
        "by": by,
        "decision": "approved" if decision.approved else "refused",
        "reason": decision.reason.strip(),
    }


def _same_decision(known: Entry | None, event: Mapping[str, object]) -> None:
    fields = ("by", "decision", "reason")
    if known is not None and [known.event.get(name) for name in fields] != [event[name] for name in fields]:
        found = f"{known.event['decision']} by {known.event['by']}"
        raise InputError(f"expected {event['of']} without a decision, found that it was {found}")


def _not_own(entry: Entry, name: str, act: str) -> None:
    if name == entry.event["inspector"]:
        raise InputError(f"expected somebody else than the inspector to {act} {entry.id}, found {name}")
