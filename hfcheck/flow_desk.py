"""The desk where either party says its word of a deduction: accept, dispute, decide, waive.

A word is a statement about the deduction that the speaker's own key signs; nobody speaks for a party without
its mandate. Said again after a crash, it is signed and not recorded a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from itertools import count
from typing import Any

from hfcheck.assessment_desk import look
from hfcheck.book import Book
from hfcheck.case_facts import View
from hfcheck.errors import InputError
from hfcheck.facts_desk import party_of, record, sign
from hfcheck.kinds import Acceptance, Decision, Dispute, Kind, Party, Request, Task, Waiver
from hfcheck.ledger import Entry, Reader, known_keys
from hfcheck.scorecard import Line, Stage
from hfcheck.signers import Signer
from hfcheck.statements import parse, shown
from hfcheck.station import Station

SHOWN = 5  # so many ids are listed when one is unknown
SUBJECT = 50  # what the deduction's number may take of a subject's 60 characters


@dataclass(frozen=True, slots=True)
class Word:
    """What a party says: the kind of statement, the number of the deduction (or record), and what else it says."""

    kind: type[Kind]
    of: str
    says: Mapping[str, Any]

    @property
    def party(self) -> Party:
        """Whose word it is."""
        (party,) = self.kind.needs
        return party


# How a deduction must stand for a word of this kind. A decision may follow another one; a waiver ends the matter.
OPEN: Mapping[type[Kind], Collection[Stage]] = {
    Acceptance: {Stage.CANDIDATE},
    Dispute: {Stage.CANDIDATE, Stage.REVIEW, Stage.ACCEPTED},
    Decision: set(Stage) - {Stage.WAIVED},
    Waiver: set(Stage) - {Stage.WAIVED},
}


def say(station: Station, word: Word, by: Signer, now: datetime) -> str:
    """Record a word and sign it; returns the id of its ledger entry. An acceptance without points is of those proposed.

    Raises InputError when the person may not speak for the party, or when the deduction is not open for such a word.
    """
    (entry,) = say_all(station, [word], by, now)
    return entry


def say_all(station: Station, words: Sequence[Word], by: Signer, now: datetime) -> tuple[str, ...]:
    """Record words of one party, all or none, and sign each; as `say`."""
    with Reader.open(station.ledger) as ledger:
        for party in {word.party for word in words}:
            party_of(ledger, known_keys(station.keys), by.name, now, party)
    seen = look(station, now)
    whole = [checked(seen, word) for word in words]
    said: dict[str, dict[str, Any]] = {}
    with Reader.open(station.ledger) as ledger:
        for word in whole:
            statement = _statement(ledger, word, by.name, now, said)
            parse(statement)
            said[str(statement["id"])] = statement
    record(station, said.values(), now)
    for entry, word in zip(said, whole, strict=True):
        sign(station, entry, by, now, party=word.party)
    return tuple(said)


def checked(seen: View, word: Word) -> Word:
    """The word, whole; raises InputError unless what it is about is open for it, with the points that it has."""
    if "until" in word.says:
        _extensible(seen.case.book, word.of)
        return word
    line = _line(seen.lines(), word)
    if word.kind is not Acceptance:
        return word
    if word.says.get("points", line.proposed) != line.proposed:
        raise InputError(f"{word.of}: expected the {line.proposed} points proposed, found {word.says['points']}")
    return replace(word, says={**word.says, "points": line.proposed})


def _line(lines: Mapping[str, Line], word: Word) -> Line:
    line, open_ = lines.get(word.of), OPEN[word.kind]
    if line is None:
        ready = [one.id for one in lines.values() if one.stage in open_]
        like = get_close_matches(word.of, ready, SHOWN)
        raise InputError(
            f"{word.kind.type}: expected one of the open deductions ({_listed(ready, like)}), found {shown(word.of)}"
        )
    if line.stage not in open_:
        stages = " or ".join(stage for stage in Stage if stage in open_)
        raise InputError(f"{word.of}: expected a deduction that is {stages}, found one that is {line.stage}")
    return line


def _extensible(book: Book, of: str) -> None:
    """Only what is owed by a date can be given another one."""
    owed = [record.id for kind in (Request, Task) for record in book.of(kind)]
    if of not in owed:
        raise InputError(f"expected a request or task to be given another date ({_listed(owed)}), found {shown(of)}")


def _listed(ids: Collection[str], like: Sequence[str] = ()) -> str:
    """Some of the ids, those that are like what was meant if there are any; the others are counted."""
    told = like or sorted(ids)[:SHOWN]
    more = f" and {len(ids) - len(told)} more" if len(ids) > len(told) else ""
    return (", ".join(told) or "there is none") + more


def _statement(ledger: Reader, word: Word, name: str, now: datetime, beside: Collection[str]) -> dict[str, Any]:
    """The statement under its number: that of the same word said last, if nobody signed it yet, else the next one.

    `beside`: the ids that other words of this moment have, as long numbers may begin alike.
    """
    stem, says = word.of.replace("/", "-")[:SUBJECT], {"of": word.of, **word.says}
    for number in count(1):
        subject = f"{stem}-{number}"
        entry = f"{word.kind.type}/{subject}/1"
        known = ledger.entry(entry)
        if known is None and entry not in beside:
            break
        if known is not None and _same(ledger, known, word, name, says):
            return dict(known.event)
    fixed = {"id": entry, "type": word.kind.type, "subject": subject, "step": 1}
    return {**fixed, "at": now.isoformat(), "by": name, "says": says}


def _same(ledger: Reader, known: Entry, word: Word, name: str, says: Mapping[str, Any]) -> bool:
    """Whether an entry is this word of this person, which nobody signed yet."""
    unsigned = ledger.entry(f"signature/{known.id}/{word.party}") is None
    return unsigned and bool(known.event["by"] == name) and bool(known.event["says"] == says)
