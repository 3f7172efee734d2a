"""What papers need of the ledger itself: the entries behind a sheet, and the seal of a paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hfcheck.ledger.codes import printed, qr_text
from hfcheck.ledger.entry import Entry, Head
from hfcheck.ledger.reader import Reader
from hfcheck.report.deductions_paper import Trace, Traced
from hfcheck.report.record import Seal

# Where an event names raw evidence by its SHA-256: a finding, a plan, a scan.
RAW_FIELDS = ("evidence", "plan", "paper")


def seal(entry: Entry) -> Seal:
    """The head that a paper about this entry carries: the chain up to the entry itself, whatever came later."""
    head = Head(entry.seq, entry.hash)
    return Seal(printed(head), qr_text(head), entry.seq)


def trace(ledger: Reader, names: Iterable[str]) -> Trace:
    """These entries by id, read one by one; an id that the ledger does not hold is left out."""
    found = ((name, ledger.entry(name)) for name in dict.fromkeys(names))
    return {name: _traced(entry) for name, entry in found if entry is not None}


def _traced(entry: Entry) -> Traced:
    event = entry.event
    claimed = event.get("at") or event.get("completed") or event.get("finished")
    return Traced(
        id=entry.id,
        seq=entry.seq,
        hash=entry.hash.hex(),
        claimed=datetime.fromisoformat(str(claimed)) if claimed else None,
        received=entry.received,
        by=str(event.get("by") or event.get("inspector") or "本机"),
        raw=tuple(_raw(event)),
    )


def _raw(event: Mapping[str, Any]) -> Iterable[str]:
    for body in (event, event.get("says") or {}):
        yield from (str(body[field]) for field in RAW_FIELDS if body.get(field))
    for item in event.get("onsite") or ():
        yield from (str(photo["sha256"]) for photo in item.get("photos") or ())
