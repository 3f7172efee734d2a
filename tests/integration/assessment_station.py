"""A service of two months in a ledger: contract, mandates, every round done and signed, registers and attendance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import orjson

from hfcheck.calendar import Slot, SlotKind
from hfcheck.facts_desk import record, sign
from hfcheck.kinds import KINDS, Party
from hfcheck.ledger import Evidence, Ledger, ensure_key, signature_event
from hfcheck.notices import calendar
from hfcheck.signers import Signer, signer
from tests.integration.round_station import SetStation, at

FIRST, LAST = date(2025, 8, 1), date(2025, 9, 30)
MONTHS = ("2025-08", "2025-09")
SUPPLIER, CENTRE = "王工", "李科长"
SIGNERS: Mapping[Party, str] = {Party.SUPPLIER: SUPPLIER, Party.CENTRE: CENTRE}
CLOCKS = {SlotKind.MORNING: "09:10", SlotKind.AFTERNOON: "16:20", SlotKind.RESTDAY: "10:00"}


def person(station: SetStation, name: str) -> Signer:
    return signer(station, name, create=True)


def state(station: SetStation, kind: str, subject: str, when: datetime, **says: Any) -> str:
    """A statement with the signatures that its kind needs; returns its entry's id."""
    entry = f"{kind}/{subject}/1"
    record(station, [{"type": kind, "subject": subject, "at": when.isoformat(), "by": SUPPLIER, "says": says}], when)
    _sign(station, kind, entry, when)
    return entry


def impose(station: SetStation, kind: str, subject: str, when: datetime, **says: Any) -> None:
    """A statement that the desk would refuse, put into the ledger past it and signed like any other."""
    entry, at_ = f"{kind}/{subject}/1", when.isoformat()
    event = {"id": entry, "type": kind, "subject": subject, "step": 1, "at": at_, "by": SUPPLIER, "says": says}
    with Ledger.open(station.ledger) as ledger:
        ledger.append([event], received=when)
    _sign(station, kind, entry, when)


def _sign(station: SetStation, kind: str, entry: str, when: datetime) -> None:
    for party in sorted(KINDS[kind].needs):
        sign(station, entry, person(station, SIGNERS[party]), when, party=party)


def open_contract(station: SetStation, first: date = FIRST, last: date = LAST) -> None:
    """The people of both parties and their contract."""
    when = at("08:00", "2025-08-01")
    for party, name in SIGNERS.items():
        state(station, "mandate", name, when, person=name, party=party.value, first_day="2025-08-01")
    service = {"first_day": first.isoformat(), "last_day": last.isoformat(), "posts": 3}
    parties = {"name": "业务系统及机房安全运维服务", "supplier": "供应商", "centre": "怀化市住房公积金管理中心"}
    state(station, "contract", "contract", when, **parties, **service, amount="337000.00")


def add_rounds(
    station: SetStation,
    first: date = FIRST,
    last: date = LAST,
    missed: frozenset[str] = frozenset(),
    clocks: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Each slot's run, round and signature, but those that were missed; `clocks` says when others were done."""
    key = person(station, SUPPLIER).key
    plan = Evidence(station.evidence).put(orjson.dumps({"plays": [], "checks": {}, "hosts": {}}))
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    with Ledger.open(station.ledger) as ledger:
        for slot in (slot for day in days for slot in calendar().slots(day) if slot.id not in missed):
            done = at(clocks.get(slot.id, CLOCKS[slot.kind]), slot.date.isoformat())
            ledger.append(_round(slot, done, plan), received=done)
            entry = ledger.entry(f"round/{slot.id}/1")
            assert entry is not None
            ledger.append([signature_event(entry, key, SUPPLIER, "inspector", done)], received=done)
        ledger.seal(ensure_key(station.key), at("20:00", last.isoformat()))


def _round(slot: Slot, done: datetime, plan: str) -> list[dict[str, object]]:
    run, ended = slot.id.replace("/", "-"), (done - timedelta(minutes=5)).isoformat()
    common = {"at": ended, "run": run}
    return [
        common | {"id": f"run/{run}/plan", "type": "run.planned", "plan": plan},
        common | {"id": f"run/{run}/end", "type": "run.ended", "finished": ended, "complete": True, "counts": {}},
        {
            "id": f"round/{slot.id}/1",
            "type": "round",
            "at": done.isoformat(),
            "slot": {"date": slot.date.isoformat(), "kind": str(slot.kind)},
            "completed": done.isoformat(),
            "inspector": SUPPLIER,
            "runs": [run],
            "onsite": [{"item": "room.leak", "answer": "normal"}],
            "late": False,
            "clock": {"synchronised": True, "offset_ms": 3},
        },
    ]


def confirm(station: SetStation, month: str, when: datetime) -> None:
    """The centre's attendance sheet of a month, and its word that the registers hold everything."""
    hours = ["08:30-12:00", "14:30-17:30"]
    state(station, "attendance", month, when, month=month, office_hours=hours, absences=0)
    state(station, "registers", month, when, month=month, complete=sorted(KINDS))


def report(station: SetStation, month: str, when: datetime) -> None:
    """Both halves of the monthly report, accepted."""
    for part in ("business", "room"):
        says = {"month": month, "part": part, "submitted_at": when.isoformat(), "accepted": True}
        state(station, "monthly_report", f"{month}-{part}", when, **says)


def fault(station: SetStation, subject: str, known: datetime, acted: datetime, **more: Any) -> str:
    """An ordinary hardware fault of the machine room."""
    says = {"name": "存储控制器告警", "area": "room", "device": "存储一", "severity": "ordinary"}
    instants = {"alarm_at": known.isoformat(), "acted_at": acted.isoformat()}
    return state(station, "fault", subject, acted, **says, **instants, **more)


def whole_service(station: SetStation, missed: frozenset[str] = frozenset()) -> None:
    """Two months in which all was kept but the missed slots, and the due day that the annex leaves out."""
    open_contract(station)
    add_rounds(station, missed=missed)
    due = {"term": "3.due_day", "value": 5, "since": "2025-08-01", "document": "补充约定一"}
    state(station, "supplement", "due-day", at("09:00", "2025-08-01"), **due)
    for month, day in zip(MONTHS, ("2025-09-01", "2025-10-01"), strict=True):
        confirm(station, month, at("09:00", day))
        report(station, month, at("10:00", day))
