"""The desk where facts are stated and signed: statements become entries of the ledger, all of them or none."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from pydantic import ValidationError

from hfcheck.alarm_times import Find, with_alarm
from hfcheck.book import Book, fold, mandates_of, record_id
from hfcheck.case_facts import FLAP, Keys, signatures
from hfcheck.clauses import Version
from hfcheck.errors import InputError
from hfcheck.incident_facts import open_candidates
from hfcheck.incidents import Candidate
from hfcheck.intake import Line
from hfcheck.kinds import KINDS, Contract, Mandate, Party, Supplement, Triage
from hfcheck.kinds.fields import fields_of
from hfcheck.kinds.form import NAME_LIMIT, one_line
from hfcheck.ledger import Appended, Entry, Evidence, Ledger, Reader, ensure_key, known_keys, signature_event
from hfcheck.model import SHANGHAI
from hfcheck.round_facts import as_fact
from hfcheck.rounds import Fact
from hfcheck.signers import Signer
from hfcheck.standing import stated
from hfcheck.statements import Draft, Misfit, Unfit, label, parse, place, shown
from hfcheck.station import Station
from hfcheck.terms import terms

BAD_LINES = 50  # so many are listed; the others are counted


def record(station: Station, statements: Iterable[Mapping[str, object]], now: datetime, *, by: str = "") -> Appended:
    """Put statements into the ledger, all or none, and seal it; `by` states those that name nobody.

    `new` and `repeated` count statements. Raises InputError that names every statement that cannot be taken.
    """
    return take(station, (Line(f"statement {n}", body) for n, body in enumerate(statements, 1)), now, by=by)


def take(
    station: Station,
    lines: Iterable[Line],
    now: datetime,
    *,
    by: str = "",
    check: bool = False,
) -> Appended:
    """Put the lines of a file into the ledger, all or none; with `check` only look whether they would be taken.

    Raises InputError that names every bad line, 50 of them in words.
    """
    with Ledger.open(station.ledger) as ledger:
        batch = _Batch(ledger, now, by, functools.cache(lambda: found_by(station, now)))
        for line in lines:
            batch.add(line)
        batch.refuse_bad()
        if check:
            return Appended(len(batch.events), batch.repeated, ledger.head())
        appended = ledger.append(batch.events, received=now)
        head = ledger.seal(ensure_key(station.key), now) if appended.new else appended.head
    return Appended(appended.new, batch.repeated + appended.repeated, head)


@dataclass(slots=True)
class _Batch:
    """Statements on their way: each is placed behind the ledger's and the batch's own about the same record."""

    ledger: Reader
    now: datetime
    by: str
    find: Find
    events: list[dict[str, Any]] = field(default_factory=list)
    repeated: int = 0
    problems: list[str] = field(default_factory=list)
    bad: int = 0
    _past: dict[str, list[Mapping[str, Any]] | None] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        misfits: list[Misfit | InputError] = list(line.misfits)
        draft = None
        if line.body or not misfits:
            try:
                draft = with_alarm(parse(line.body, self.by), self.find)
            except Unfit as unfit:
                misfits += unfit.misfits
        if draft is not None and not misfits:
            misfits += self._place(draft)
        if misfits:
            self._note(line.where, misfits, draft.record if draft else "")

    def _place(self, draft: Draft) -> Sequence[Misfit | InputError]:
        if draft.record not in self._past:
            self._past[draft.record] = said_of(self.ledger, draft.record)
        past = self._past[draft.record]
        if past is None:  # what follows a bad statement about the same record would only repeat the complaint
            return ()
        try:
            event = place(draft, past, self.now)
            check_use(draft, past, self._under)
        except Unfit as unfit:
            return unfit.misfits
        except InputError as problem:
            return (problem,)
        if event is None:
            self.repeated += 1
        else:
            self.events.append(event)
            past.append(event)
        return ()

    def _under(self, prefix: str) -> Iterator[Mapping[str, Any]]:
        yield from (entry.event for entry in self.ledger.entries(prefix=prefix))
        yield from (event for event in self.events if event["id"].startswith(prefix))

    def _note(self, where: str, misfits: Sequence[Misfit | InputError], record: str) -> None:
        self.bad += 1
        if record:
            self._past[record] = None
        if self.bad <= BAD_LINES:
            self.problems += [f"{where}: {misfit}" for misfit in misfits]

    def refuse_bad(self) -> None:
        if self.bad:
            more = [f"and {self.bad - BAD_LINES} more bad lines"] if self.bad > BAD_LINES else []
            raise InputError("\n".join(["nothing was recorded:", *self.problems, *more]))


Under = Callable[[str], Iterable[Mapping[str, Any]]]
"""What is in the ledger, or will be, under ids that begin so."""


def check_use(draft: Draft, past: Sequence[Mapping[str, Any]], under: Under) -> None:
    """Refuse what could be kept and be of no use: a supplement that fits no term or contradicts another one, a triage
    whose record is not there.

    Once both parties signed such a supplement nothing could be scored; such a triage would leave its candidate open.
    `past`: what is said of the record before. Raises InputError.
    """
    says = stated(past) | dict(draft.says)
    if draft.kind is Supplement and draft.says:
        _check_supplement(draft.record, says, under)
    if draft.kind is Triage and says.get("verdict") == "recorded" and not _recorded(str(says.get("record")), under):
        found = shown(says["record"]) if "record" in says else "nothing"
        expected = "what is recorded of the candidate already, such as fault/ups-0903"
        raise Unfit(Misfit(label(fields_of(Triage)["record"]), expected, found))


def _check_supplement(record: str, says: Mapping[str, Any], under: Under) -> None:
    """Signed or not, the others speak too: whoever signs this one would have to know of them."""
    facts = Supplement.model_validate_json(orjson.dumps(says))
    terms().amended(facts.term, Version(facts.since, facts.value, facts.document, record))
    for other, theirs in _supplements(under(f"{Supplement.type}/")):
        if other != record and (theirs.term, theirs.since) == (facts.term, facts.since) and theirs.value != facts.value:
            expected = f"{theirs.value!r} from {facts.since} on as {other} says, or a correction of that record"
            raise Unfit(Misfit(label(fields_of(Supplement)["value"]), expected, shown(facts.value)))


def _supplements(events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Supplement]]:
    """The records among these statements that are not withdrawn; what cannot be read is a flaw of the book."""
    records: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for event in events:
        records[record_id(event)].append(event)
    for record, parts in records.items():
        if not any(part.get("withdraws") for part in parts):
            with suppress(ValidationError):
                yield record, Supplement.model_validate_json(orjson.dumps(stated(parts)))


def _recorded(record: str, under: Under) -> bool:
    first = f"{record}/1"
    return any(event["id"] == first for event in under(first))


def found_by(station: Station, now: datetime) -> dict[str, Candidate]:
    """The candidates that inspections and alarms up to now make, by their ids."""
    if not station.ledger.exists():
        return {}
    with Reader.open(station.ledger) as ledger:
        return {one.id: one for one in open_candidates(ledger, Evidence(station.evidence), {}, FLAP, now)}


def said_of(ledger: Reader, record: str) -> list[Mapping[str, Any]]:
    """The statements that a ledger holds about a record, in the order of their steps."""
    found = [entry.event for entry in ledger.entries(prefix=f"{record}/") if entry.type in KINDS]
    return sorted(found, key=lambda event: int(event["step"]))


def known(station: Station, record: str) -> list[Mapping[str, Any]]:
    """The statements that the station's ledger holds about a record, in the order of their steps."""
    if not station.ledger.exists():
        return []
    with Reader.open(station.ledger) as ledger:
        return said_of(ledger, record)


def noted(station: Station, prefix: str) -> list[Mapping[str, Any]]:
    """What the station's ledger holds under ids that begin so."""
    if not station.ledger.exists():
        return []
    with Reader.open(station.ledger) as ledger:
        return [entry.event for entry in ledger.entries(prefix=prefix)]


def sign(station: Station, name: str, by: Signer, now: datetime, *, party: Party | None = None) -> tuple[str, ...]:
    """Sign every unsigned statement of a record, or one entry of any type; returns the ids of the signatures.

    The party is the one whose mandate the signer has on that day. Raises InputError without a mandate, with another
    than `party`, with those of both parties, and when there is nothing left to sign.
    """
    with Ledger.open(station.ledger) as ledger:
        role = party_of(ledger, known_keys(station.keys), by.name, now, party)
        entries = _signable(ledger, name)
        signed = {entry.id: ledger.entry(f"signature/{entry.id}/{role}") for entry in entries}
        unsigned = [entry for entry in entries if signed[entry.id] is None]
        if not unsigned:
            signers = sorted({str(one.event["signer"]) for one in signed.values() if one})
            raise InputError(
                f"expected something of {name} to be signed for the {role}, found all by {', '.join(signers)}"
            )
        events = [signature_event(entry, by.key, by.name, role, now) for entry in unsigned]
        ledger.append(events, received=now)
        ledger.seal(ensure_key(station.key), now)
    return tuple(str(event["id"]) for event in events)


def _signable(ledger: Reader, name: str) -> list[Entry]:
    if not name.isprintable():
        raise _no_record(name)
    entry = ledger.entry(name)
    if entry is not None and entry.type not in {"signature", "head"}:
        return [entry]
    statements = [
        one for one in ledger.entries(prefix=f"{name}/") if one.type in KINDS and record_id(one.event) == name
    ]
    if not statements:
        raise _no_record(name)
    return statements


def _no_record(name: str) -> InputError:
    return InputError(
        f"expected a record such as attendance/2025-09 or the id of an entry, found none named {shown(name)}"
    )


def may_sign(station: Station, person: str, now: datetime, party: Party | None = None) -> Party:
    """The party that a person may sign for now, as `sign` would find it; raises InputError like it."""
    with Ledger.open(station.ledger) as ledger:
        return party_of(ledger, known_keys(station.keys), person, now, party)


def party_of(ledger: Reader, keys: Keys, person: str, now: datetime, wanted: Party | None = None) -> Party:
    """The party that a person may sign for now, by the mandates that count when points are scored.

    `keys`: as for `case_facts.load`. Raises InputError for none, another than wanted, and for both.
    """
    book = fold(_mandates(ledger, keys))
    held = mandates_of(person, now.astimezone(SHANGHAI).date(), [record.facts for record in book.of(Mandate)])
    named = one_line(person[:NAME_LIMIT])
    if not held or (wanted and wanted not in held):
        whose = f"of the {wanted}" if wanted else "of the supplier or the centre"
        found = " and ".join(sorted(held)) or _waiting(ledger, book, person)
        raise InputError(f"expected a mandate {whose} for {named} that is valid today, found {found}")
    if len(held) > 1:
        raise InputError(f"expected {named} to have the mandate of one party, found both: two keys are two people")
    return next(iter(held))


def _mandates(ledger: Reader, keys: Keys) -> Iterator[Fact]:
    """What decides whose mandate counts: the contract, the mandates, and the signatures under both."""
    for kind in (Contract, Mandate):
        yield from map(as_fact, ledger.entries(type=kind.type))
        yield from map(as_fact, signatures(ledger, f"{kind.type}/", keys))


def _waiting(ledger: Reader, book: Book, person: str) -> str:
    """The mandates of a person that were stated after the contract, and that nobody of their party signed."""
    named = {record_id(entry.event) for entry in ledger.entries(type=Mandate.type) if _names(entry.event, person)}
    waiting = sorted(flaw.record for flaw in book.unsigned if flaw.record in named)
    if not waiting:
        return "none"
    return f"{', '.join(map(shown, waiting))}, stated after the contract and not signed by somebody of that party"


def _names(event: Mapping[str, Any], person: str) -> bool:
    return (event.get("says") or {}).get("person") == person
