"""What a runbook did, in the ledger: an entry of its own, and a statement about the record that it was run for.

The entry's evidence is the journal of the run, by its SHA-256. A field that was stated already stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from hfcheck.collect.script import clean
from hfcheck.errors import InputError
from hfcheck.facts_desk import known, record
from hfcheck.kinds import KINDS
from hfcheck.ledger import Evidence, Ledger, Reader, ensure_key
from hfcheck.runbooks.journal import Journal
from hfcheck.runbooks.progress import Progress, current
from hfcheck.standing import stated
from hfcheck.statements import shown
from hfcheck.station import Station

TYPE = "runbook"
INCIDENT_LIMIT = 160
NOTE_LIMIT, MOST_NOTES = 500, 20
# What a run tells of the record that it was run for: field → what of the run, where it is not stated yet.
TELLS: Mapping[str, Mapping[str, str]] = {
    "fault": {"acted_at": "acted", "restored_at": "mended"},
    "power_anomaly": {"handled_at": "mended"},
    "outage": {"restored_at": "mended"},
    "meeting": {"prepared_at": "seen", "preparation_ok": "right"},
}


def check_incident(station: Station, incident: str) -> None:
    """Refuse what is no incident: neither "" nor a candidate, an alarm or a record of the ledger. Raises InputError."""
    if not incident:
        return
    kind, _, subject = incident.partition("/")
    expected = "the id of a record such as fault/ups-0903, of a candidate or of an alarm"
    if not subject or not incident.isprintable() or len(incident) > INCIDENT_LIMIT:
        raise InputError(f"runbook_incident: expected {expected}, found {shown(incident)}")
    if kind in KINDS and not known(station, incident):
        raise InputError(f"runbook_incident: expected a record of the ledger, found none named {shown(incident)}")
    if kind == "alarm" and not _held(station, incident):
        raise InputError(f"runbook_incident: expected an alarm of the ledger, found none named {shown(incident)}")
    if kind not in {*KINDS, "candidate", "alarm"}:
        raise InputError(f"runbook_incident: expected {expected}, found {shown(incident)}")


def _held(station: Station, incident: str) -> bool:
    if not station.ledger.exists():
        return False
    with Reader.open(station.ledger) as ledger:
        return next(iter(ledger.entries(prefix=incident)), None) is not None


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody adds to what the journal tells of a run.

    `says`: fields of the incident's record beside the instants; `notes`: what was measured, for the entry.
    """

    incident: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()


def keep(station: Station, journal: Journal, word: Word, now: datetime, *, outcome: str = "") -> tuple[str, ...]:
    """Bring the open run of a journal into the ledger, and end it if every host was seen; returns sentences in Chinese.

    Repeated after a crash, it adds nothing.
    """
    progress, lines = current(journal.lines())
    if not progress.begun:
        raise InputError(f"{journal.path}: expected a run that somebody began, found none")
    outcome = outcome or ("mended" if progress.mended else "not_mended")
    content = b"".join(orjson.dumps(line) + b"\n" for line in lines)
    name = f"{TYPE}/{journal.path.stem}/{progress.begun}/{progress.sittings}"
    body = event(name, journal.path.stem, word, progress, outcome) | {
        "evidence": Evidence(station.evidence).put(content),
        "at": now.isoformat(),
    }
    with Ledger.open(station.ledger) as ledger:
        if ledger.entry(name) is None:
            ledger.append([body], received=now)
        ledger.seal(ensure_key(station.key), now)
    told = _state(station, word, progress, now) if outcome != "abandoned" else ()
    if progress.through or outcome == "abandoned":
        journal.write("end", now.isoformat(), outcome=outcome, entry=name)
    return (f"台账：{name}", *told)


def abandon(station: Station, journal: Journal, incident: str, now: datetime) -> None:
    """Leave a run that was not finished; the ledger keeps how far it came."""
    if current(journal.lines())[0].begun:
        keep(station, journal, Word(incident), now, outcome="abandoned")


def event(id_: str, runbook: str, word: Word, progress: Progress, outcome: str) -> dict[str, Any]:
    """The entry of a run, but for its evidence and instant."""
    body = {
        "id": id_,
        "type": TYPE,
        "runbook": runbook,
        "incident": word.incident or None,
        "by": progress.by,
        "began": progress.begun,
        "hosts": list(progress.hosts),
        "outcome": outcome,
        "steps": [f"{host}: {step}" for step, host in progress.done],
        "failed": {f"{host}: {step}": message for (step, host), message in progress.failed.items()},
        "notes": [clean(str(note))[:NOTE_LIMIT] for note in word.notes[:MOST_NOTES]],
        "verdicts": {host: dict(found) for host, found in progress.verified.items()},
    }
    return {name: value for name, value in body.items() if value not in (None, {}, [])}


def _state(station: Station, word: Word, progress: Progress, now: datetime) -> tuple[str, ...]:
    kind, _, subject = word.incident.partition("/")
    if kind not in KINDS:
        return ()
    before = stated(known(station, word.incident))
    # One runbook serves faults, outages and meetings; each record takes what its kind knows.
    says = {name: value for name, value in word.says.items() if name in KINDS[kind].model_fields}
    wanted = _tells(kind, progress) | says
    new = {name: value for name, value in wanted.items() if name not in before}
    if new:
        statement = {"type": kind, "subject": subject, "by": progress.by, "at": now.isoformat(), "says": new}
        record(station, [statement], now)
    return (*_told("已登记", kind, new), *_told("已有登记，未改动", kind, wanted.keys() - new.keys()))


def _tells(kind: str, progress: Progress) -> dict[str, Any]:
    tells = {
        "acted": progress.acted or None,
        "mended": progress.seen if progress.mended else None,
        "seen": progress.seen or None,
        "right": progress.mended if progress.through else None,
    }
    return {name: tells[of] for name, of in TELLS.get(kind, {}).items() if tells[of] is not None}


def _told(words: str, kind: str, fields: Iterable[str]) -> tuple[str, ...]:
    titles = [str(KINDS[kind].model_fields[name].title) for name in fields]
    return (f"{words}：{'、'.join(titles)}",) if titles else ()
