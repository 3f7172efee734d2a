"""From the inbox into the ledger: each letter whole or not at all, what is there already only once.

A letter is removed after the ledger holds it. Where the station died in between, its events are found there under the
letter's own name: they are passed on to the robots, and not told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hfcheck.errors import InputError
from hfcheck.facts_desk import record
from hfcheck.ledger import Evidence, Ledger, ensure_key
from hfcheck.receiving.inbox import Inbox, Letter, read_letter
from hfcheck.receiving.letters import ALERTMANAGER, SWITCHOVER, alarm_events, check, statement
from hfcheck.station import Station

BATCH = 200
Event = Mapping[str, Any]
Pass = Callable[[str, Sequence[Event]], None]
"""Takes what a letter told for the first time, with the letter's name."""


@dataclass(slots=True)
class Booked:
    """What a walk through the inbox came to. `unusable`: a sentence for each letter that was put aside."""

    letters: int = 0
    new: int = 0
    repeated: int = 0
    unusable: list[str] = field(default_factory=list)


def book(station: Station, inbox: Inbox, pass_on: Pass) -> Booked:
    """Book every letter that waits; raises LedgerError, with the letters that are not booked left where they are."""
    booked = Booked()
    waiting = inbox.waiting()
    for start in range(0, len(waiting), BATCH):
        batch = list(_readable(inbox, waiting[start : start + BATCH], booked))
        _book_alarms(station, inbox, [one for one in batch if one[1].kind == ALERTMANAGER], booked, pass_on)
        for path, letter in (one for one in batch if one[1].kind == SWITCHOVER):
            _book_switchover(station, inbox, path, letter, booked)
    return booked


def _readable(inbox: Inbox, paths: Sequence[Path], booked: Booked) -> Iterator[tuple[Path, Letter]]:
    for path in paths:
        try:
            letter = read_letter(path)
            check(letter)
            yield path, letter
        except InputError as problem:
            _put_aside(inbox, path, booked, problem)


def _put_aside(inbox: Inbox, path: Path, booked: Booked, problem: InputError) -> None:
    inbox.put_aside(path)
    booked.unusable.append(f"{path.name}: {problem}")


def _book_alarms(
    station: Station, inbox: Inbox, letters: Sequence[tuple[Path, Letter]], booked: Booked, pass_on: Pass
) -> None:
    if not letters:
        return
    with Ledger.open(station.ledger) as ledger:
        batch = _Batch(ledger, Evidence(station.evidence))
        told = [(path, batch.add(path.stem, letter)) for path, letter in letters]
        booked.new += ledger.append(batch.fresh, received=station.now()).new
        if batch.fresh:
            ledger.seal(ensure_key(station.key), station.now())
    booked.repeated += batch.repeated
    for path, own in told:
        booked.letters += 1
        pass_on(path.stem, own)
        inbox.done(path)


@dataclass(slots=True)
class _Batch:
    """Events on their way: those that neither the ledger nor an earlier letter has told."""

    ledger: Ledger
    store: Evidence
    fresh: list[Event] = field(default_factory=list)
    repeated: int = 0
    _held: dict[str, Event] = field(default_factory=dict)

    def add(self, name: str, letter: Letter) -> list[Event]:
        """The events that this letter was the first to tell, also those booked before the station died."""
        own: dict[str, Event] = {}
        evidence = self.store.put(letter.body)
        for event in alarm_events(letter):
            known = self._known(str(event["id"]))
            if known is None:
                known = event | {"letter": name, "evidence": evidence}
                self.fresh.append(known)
                self._held[str(event["id"])] = known
            elif known.get("letter") != name or known["id"] in own:
                self.repeated += 1
                continue
            own[str(event["id"])] = known
        return list(own.values())

    def _known(self, name: str) -> Event | None:
        if name not in self._held and (entry := self.ledger.entry(name)) is not None:
            self._held[name] = entry.event
        return self._held.get(name)


def _book_switchover(station: Station, inbox: Inbox, path: Path, letter: Letter, booked: Booked) -> None:
    try:
        done = record(station, [statement(letter)], station.now(), by=letter.source)
    except InputError as problem:
        _put_aside(inbox, path, booked, problem)
        return
    booked.letters += 1
    booked.new += done.new
    booked.repeated += done.repeated
    inbox.done(path)
