"""Gather what a record is made from: the one place of the documents that reads the ledger and the evidence store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import orjson

from hfcheck.errors import InputError, LedgerBroken
from hfcheck.ledger.codes import printed, qr_text
from hfcheck.ledger.entry import Entry, Head
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.ledger.sign import check_signature, fingerprint
from hfcheck.report.build import HISTORY_DEPTH
from hfcheck.report.sources import Body, Run, Sealed, SignatureSeen, Sources
from hfcheck.rounds import Fact, RoundState, board, claimed_slot

LATEST = "latest"


def resolve(ledger: Reader, name: str) -> str:
    """The ledger's own name of a record: `round/<date>/<kind>/<n>` or `run/<run>`.

    Takes these, the same without their first word, a slot (its last round) and "latest" (the last round; without any
    round the last run). Raises InputError when nothing has the name.
    """
    if name == LATEST:
        return _latest(ledger)
    plain = name.removeprefix("run/")
    if any(True for _ in ledger.entries(prefix=f"run/{plain}/")):
        return f"run/{plain}"
    slot = "round/" + name.removeprefix("round/")
    if ledger.entry(slot):
        return slot
    rounds = [entry.id for entry in ledger.entries(type="round", prefix=slot + "/")]
    if not rounds:
        raise InputError(f"expected a round such as 2026-11-23/morning or the name of a run, found none named {name!r}")
    return rounds[-1]


def _latest(ledger: Reader) -> str:
    for entry in ledger.entries(type="round", newest_first=True):
        return entry.id
    for entry in ledger.runs(newest_first=True):
        return f"run/{entry.event['run']}"
    raise InputError("expected a round or a run in the ledger, found none yet")


def gather(ledger: Reader, evidence: Evidence, name: str) -> Sources:
    """The sources of the record with this name (as `resolve` gives it)."""
    if name.startswith("run/"):
        return _sources(ledger, evidence, None, [name.removeprefix("run/")])
    entry = ledger.entry(name)
    if entry is None:
        raise InputError(f"expected a round of the ledger, found none named {name!r}")
    return _sources(ledger, evidence, entry, list(entry.event.get("runs") or ()))


def _sources(ledger: Reader, evidence: Evidence, entry: Entry | None, names: Sequence[str]) -> Sources:
    runs = tuple(_run(ledger, evidence, name) for name in names)
    signatures = list(ledger.entries(prefix=f"signature/{entry.id}/")) if entry else []
    approval = ledger.entry(f"approval/{entry.id}") if entry else None
    approvals = [approval] if approval else []
    agreed = [signed for item in approvals for signed in ledger.entries(prefix=f"signature/{item.id}/")]
    last = max((item.seq for item in (*signatures, *approvals, *agreed, *([entry] if entry else ()))), default=0)
    bound = max((end.seq for run in runs for end in (run.planned, run.ended) if end), default=0)
    return Sources(
        round=_sealed(entry) if entry else None,
        runs=runs,
        signatures=tuple(_signature(ledger, item) for item in signatures),
        approvals=tuple(_sealed(item) for item in (*approvals, *agreed)),
        standing=_standing(ledger, entry, last) if entry else None,
        history=lambda host, check: _history(ledger, host, check, bound),
        code=lambda seq, digest: _code(Head(seq, bytes.fromhex(digest))),
    )


def _sealed(entry: Entry) -> Sealed:
    return Sealed(entry.seq, entry.hash.hex(), entry.event)


def _signature(ledger: Reader, entry: Entry) -> SignatureSeen:
    fits = _fits(ledger, entry)
    return SignatureSeen(_sealed(entry), fits, fingerprint(str(entry.event["key"])) if fits else "")


def _fits(ledger: Reader, signature: Entry) -> bool:
    signed = ledger.entry(str(signature.event.get("of")))
    try:
        check_signature(signature.event)
    except LedgerBroken:
        return False
    return signed is not None and signature.event.get("of_hash") == signed.hash.hex()


def _standing(ledger: Reader, entry: Entry, last: int) -> RoundState:
    """How the round stood when entry `last` had come in: later entries say nothing about it."""
    facts = [Fact(item.event, item.received, item.hash.hex()) for item in _facts(ledger) if item.seq <= last]
    (slot,) = board(facts, [claimed_slot(entry.event)], entry.received)
    return next(state for state in slot.rounds if state.id == entry.id)


def _facts(ledger: Reader) -> Iterator[Entry]:
    for kind in ("round", "run.ended", "approval"):
        yield from ledger.entries(type=kind)
    yield from (entry for entry in ledger.entries(type="signature") if _fits(ledger, entry))


def _run(ledger: Reader, evidence: Evidence, name: str) -> Run:
    planned, ended = ledger.entry(f"run/{name}/plan"), ledger.entry(f"run/{name}/end")
    plan = orjson.loads(evidence.get(str(planned.event["plan"]))) if planned else {}
    found: Iterable[Body] = (entry.event for entry in ledger.findings(name))
    return Run(name, plan, _sealed(planned) if planned else None, _sealed(ended) if ended else None, found)


def _history(ledger: Reader, host: str, check: str, bound: int) -> list[Body]:
    """The last findings up to entry `bound`, oldest first: what came later is read past, as often as it takes."""
    limit = HISTORY_DEPTH
    while True:
        entries = list(ledger.history(host, check, limit))
        known = [entry.event for entry in entries if entry.seq <= bound]
        if len(known) >= HISTORY_DEPTH or len(entries) < limit:
            return known[-HISTORY_DEPTH:]
        limit *= 4


def _code(head: Head) -> tuple[str, str]:
    return printed(head), qr_text(head)
