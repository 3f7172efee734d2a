"""The finalised sheets (定稿) of the ledger: read back whole, with those who signed them for either party.

Revisions of a month are numbered from 1 on; the newest one counts, and only when both parties signed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hfcheck.book import PARTIES, Book, mandated
from hfcheck.case_facts import Keys, signatures
from hfcheck.clauses import Terms
from hfcheck.kinds import Mandate, Party
from hfcheck.ledger import Entry, Reader
from hfcheck.round_facts import as_fact
from hfcheck.scorecard import Sheet, from_event, terms_of


@dataclass(frozen=True, slots=True)
class Finalised:
    """One revision of a month's sheet: its ledger entry, and the sheet with its signatures."""

    entry: Entry
    sheet: Sheet

    def terms(self, known: Terms) -> Terms:
        """The terms as they stood when it was finalised; `known` are those of this release."""
        return terms_of(self.entry.event, known)

    @property
    def unsigned(self) -> tuple[Party, ...]:
        """The parties whose key is missing."""
        return tuple(party for party in Party if not self.sheet.signed.get(party))

    @property
    def missing(self) -> str:
        """The same in Chinese; "" when both signed."""
        return "、".join(PARTIES[party] for party in self.unsigned)


def revisions(ledger: Reader, keys: Keys, book: Book, month: str) -> tuple[Finalised, ...]:
    """The finalised sheets of a month, oldest first."""
    found = ledger.entries(prefix=f"scorecard/{month}/")
    read = [_finalised(ledger, keys, book, entry) for entry in found if entry.type == "scorecard"]
    return tuple(sorted(read, key=lambda one: one.sheet.revision))


def newest(ledger: Reader, keys: Keys, book: Book, months: Iterable[str]) -> Mapping[str, Finalised]:
    """The newest finalised sheet of each month that has one."""
    found = ((month, revisions(ledger, keys, book, month)) for month in months)
    return {month: sheets[-1] for month, sheets in found if sheets}


def _finalised(ledger: Reader, keys: Keys, book: Book, entry: Entry) -> Finalised:
    return Finalised(entry, replace(from_event(entry.event), signed=signers(ledger, keys, book, entry)))


def signers(ledger: Reader, keys: Keys, book: Book, entry: Entry) -> dict[Party, tuple[str, ...]]:
    """Who signed this very entry for each party, with its mandate on the day of signing."""
    mandates = [record.facts for record in book.of(Mandate)]
    put = [as_fact(one) for one in signatures(ledger, f"{entry.id}/", keys)]
    own = [fact for fact in put if fact.body["of"] == entry.id and fact.body["of_hash"] == entry.hash.hex()]
    names = {
        party: tuple(sorted(str(fact.body["signer"]) for fact in own if mandated(fact, party, mandates)))
        for party in Party
    }
    return {party: signers for party, signers in names.items() if signers}
