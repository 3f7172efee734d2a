"""The desk where either party says its word of a deduction: accept, dispute, decide, waive.

A word is a statement about the deduction that the speaker's own key signs; nobody speaks for a party without
its mandate. Said again after a crash, it is signed and not recorded a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hfcheck.assessment_desk import look
from hfcheck.book import Book
from hfcheck.case_facts import View
from hfcheck.errors import InputError
from hfcheck.facts_desk import party_of, record, sign
from hfcheck.kinds import Acceptance, Decision, Dispute, Kind, Party, Request, Task, Waiver
from hfcheck.ledger import Reader
from hfcheck.scorecard import Line, Stage
from hfcheck.signers import Signer
from hfcheck.statements import shown
from hfcheck.station import Station

SHOWN = 20  # so many ids are listed when one is unknown
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
    with Reader.open(station.ledger) as ledger:
        party_of(ledger, by.name, now, word.party)
    word = checked(look(station, now), word)
    with Reader.open(station.ledger) as ledger:
        said = _statement(ledger, word, by.name, now)
    record(station, [said], now)
    sign(station, str(said["id"]), by, now, party=word.party)
    return str(said["id"])


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
    line = lines.get(word.of)
    if line is not None and line.stage in OPEN[word.kind]:
        return line
    ready = [one.id for one in lines.values() if one.stage in OPEN[word.kind]]
    found = f"{shown(word.of)}, which is {line.stage}" if line else shown(word.of)
    raise InputError(f"{word.kind.type}: expected one of the open deductions ({_listed(ready)}), found {found}")


def _extensible(book: Book, of: str) -> None:
    """Only what is owed by a date can be given another one."""
    owed = [record.id for kind in (Request, Task) for record in book.of(kind)]
    if of not in owed:
        raise InputError(f"expected a request or task to be given another date ({_listed(owed)}), found {shown(of)}")


def _listed(ids: Collection[str]) -> str:
    shown = ", ".join(sorted(ids)[:SHOWN]) or "there is none"
    return f"{shown} and {len(ids) - SHOWN} more" if len(ids) > SHOWN else shown


def _statement(ledger: Reader, word: Word, name: str, now: datetime) -> dict[str, Any]:
    """The statement under its number: that of the same word said last, if nobody signed it yet, else the next one."""
    stem, number = word.of.replace("/", "-")[:SUBJECT], 1
    says = {"of": word.of, **word.says}
    while known := ledger.entry(f"{word.kind.type}/{stem}-{number}/1"):
        unsigned = ledger.entry(f"signature/{known.id}/{word.party}") is None
        if unsigned and known.event["by"] == name and known.event["says"] == says:
            return dict(known.event)
        number += 1
    subject = f"{stem}-{number}"
    fixed = {"id": f"{word.kind.type}/{subject}/1", "type": word.kind.type, "subject": subject, "step": 1}
    return {**fixed, "at": now.isoformat(), "by": name, "says": says}
