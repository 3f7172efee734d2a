"""Gather what a record is made from: the one place of the documents that reads the ledger and the evidence store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import orjson

from hfcheck.configurations import changed_in
from hfcheck.errors import InputError
from hfcheck.ledger.codes import printed, qr_text
from hfcheck.ledger.entry import Entry, Head
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.ledger.sign import Trust, fingerprint, trust
from hfcheck.report.build import HISTORY_DEPTH
from hfcheck.report.sources import Body, Run, Sealed, SignatureSeen, Sources
from hfcheck.round_facts import day_facts
from hfcheck.rounds import RoundState, board, claimed_slot

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
    for entry in ledger.inspections(newest_first=True):
        return f"run/{entry.event['run']}"
    raise InputError("expected a round or a run in the ledger, found none yet")


Keys = Mapping[str, str]


def gather(ledger: Reader, evidence: Evidence, keys: Keys, name: str) -> Sources:
    """The sources of the record with this name (as `resolve` gives it).

    `keys` are the public keys that the station knows, each with its owner's name.
    """
    if name.startswith("run/"):
        return _sources(ledger, evidence, keys, None, [name.removeprefix("run/")])
    entry = ledger.entry(name)
    if entry is None:
        raise InputError(f"expected a round of the ledger, found none named {name!r}")
    return _sources(ledger, evidence, keys, entry, list(entry.event.get("runs") or ()))


def _sources(ledger: Reader, evidence: Evidence, keys: Keys, entry: Entry | None, names: Sequence[str]) -> Sources:
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
        signatures=tuple(_signature(item, entry, keys) for item in signatures if entry),
        approvals=tuple(_sealed(item) for item in (*approvals, *agreed)),
        standing=_standing(ledger, entry, keys, last) if entry else None,
        history=lambda host, check: [item.event for item in ledger.history(host, check, HISTORY_DEPTH, bound)],
        code=lambda seq, digest: _code(Head(seq, bytes.fromhex(digest))),
    )


def _sealed(entry: Entry) -> Sealed:
    return Sealed(entry.seq, entry.hash.hex(), entry.event)


def _signature(entry: Entry, of: Entry, keys: Keys) -> SignatureSeen:
    fits = entry.event.get("of") == of.id and entry.event.get("of_hash") == of.hash.hex()
    worth = trust(entry.event, keys) if fits else Trust.UNFIT
    return SignatureSeen(_sealed(entry), worth, "" if worth is Trust.UNFIT else fingerprint(str(entry.event["key"])))


def _standing(ledger: Reader, entry: Entry, keys: Keys, last: int) -> RoundState:
    """How the round stood when entry `last` had come in: later entries say nothing about it."""
    claimed = claimed_slot(entry.event)
    (slot,) = board(day_facts(ledger, claimed.date, keys, last), [claimed], entry.received)
    return next(state for state in slot.rounds if state.id == entry.id)


def _run(ledger: Reader, evidence: Evidence, name: str) -> Run:
    planned, ended = ledger.entry(f"run/{name}/plan"), ledger.entry(f"run/{name}/end")
    plan = orjson.loads(evidence.get(str(planned.event["plan"]))) if planned else {}
    found: Iterable[Body] = (entry.event for entry in ledger.findings(name))
    hosts = sorted({host for play in plan.get("plays", ()) for host in play["hosts"]})
    known = tuple(changed_in(ledger, evidence, name, hosts))
    return Run(name, plan, _sealed(planned) if planned else None, _sealed(ended) if ended else None, found, known)


def _code(head: Head) -> tuple[str, str]:
    return printed(head), qr_text(head)
