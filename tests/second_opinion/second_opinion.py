"""The second implementation: the rules of assessment.md in SQL, over many services at once, in one database in memory.

Tables have the columns of the kinds of facts. Instants are microseconds and days whole days since 1970-01-01 00:00 in
Asia/Shanghai, money is fen, a flag 0 or 1, and what was not said NULL.

Agreement proves that nobody slipped, and less about readings that both share because the contract left them open:
- an extension never shortens, and a task without a due date gets one from it;
- a request without a size stays open also when it was delivered in time;
- an overlap's `yield` needs a certain winner, `max` and `first` need both sides certain; ties go against the later one,
  and a clock that is yielded to makes the other ruling wait;
- two changes of one person on one day may be one, whatever their kind; absences without office time between are one;
- a flap's record is that of its first outage, its causes are those of all;
- the day's root cause (item 1) is only the absence that decides.
Not compared: faults with no known time, signatures and the fold, acceptances, disputes and decisions, each month's fee.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hfcheck.kinds import KINDS
from hfcheck.model import SHANGHAI
from tests.second_opinion.first_opinion import Answer, Key, Opinion
from tests.second_opinion.random_months import Service

SCRIPTS = sorted(Path(__file__).parent.glob("*.sql"))
EPOCH = datetime(1970, 1, 1, tzinfo=SHANGHAI)
TICK = timedelta(microseconds=1)
TABLES = (
    "absence",
    *("staff_change", "monthly_report", "task", "request", "fault", "power_anomaly", "outage", "security_incident"),
    *("violation", "meeting", "maintenance", "supplement", "exemption", "triage"),
)
Row = Sequence[object]


def second_opinions(services: Sequence[Service], old: str = "", new: str = "") -> list[Opinion]:
    """What SQL answers for each service. `old` → `new`: words of the scripts, to show that a wrong rule is noticed."""
    database = sqlite3.connect(":memory:")
    _load(database, services)
    scripts = [script.read_text(encoding="utf-8") for script in SCRIPTS]
    if old and sum(script.count(old) for script in scripts) != 1:
        raise ValueError(f"expected these words once in the scripts: {old}")
    for script in scripts:
        database.executescript(script.replace(old, new) if old else script)
    return list(_opinions(database))


def _opinions(database: sqlite3.Connection) -> Iterator[Opinion]:
    answers: dict[int, dict[Key, Answer]] = defaultdict(dict)
    for service, month, item, undetermined, points in database.execute("SELECT * FROM answer"):
        answers[service][month, item] = bool(undetermined), points
    for service, earned, deduction in database.execute("SELECT * FROM settlement ORDER BY service"):
        yield Opinion(answers[service], Decimal(earned) / 100, Decimal(deduction) / 100)


def _load(database: sqlite3.Connection, services: Sequence[Service]) -> None:
    _table(
        database,
        "service (id INTEGER PRIMARY KEY, first_day, last_day, amount, now)",
        ((n, *map(plain, _service(one))) for n, one in enumerate(services)),
    )
    for kind in TABLES:
        columns = tuple(KINDS[kind].model_fields)
        rows = (
            (number, record, *(plain(getattr(fact, column)) for column in columns))
            for number, one in enumerate(services)
            for record, fact in one.of(kind)
        )
        _table(database, f"{kind} (service INTEGER, id TEXT, {', '.join(columns)})", rows)
        database.execute(f"CREATE INDEX {kind}_service ON {kind} (service, id)")
    _load_sheets(database, services)


def _service(service: Service) -> Row:
    contract = service.contract
    return contract.first_day, contract.last_day, contract.amount, service.now


def _load_sheets(database: sqlite3.Connection, services: Sequence[Service]) -> None:
    sheets = [(n, sheet) for n, one in enumerate(services) for _, sheet in one.of("attendance")]
    _table(
        database, "attendance (service INTEGER, month TEXT, absences)", ((n, s.month, s.absences) for n, s in sheets)
    )
    hours = ((n, s.month, *map(_clock, span.split("-"))) for n, s in sheets for span in s.office_hours)
    _table(database, "office (service INTEGER, month TEXT, opens, closes)", hours)
    registers = (
        (n, r.month, kind) for n, one in enumerate(services) for _, r in one.of("registers") for kind in r.complete
    )
    _table(database, "complete (service INTEGER, month TEXT, kind TEXT)", registers)
    slots = (
        (n, plain(slot.date), str(slot.kind), plain(counts), not slot.too_late(one.now) and counts is None)
        for n, one in enumerate(services)
        for slot, counts in one.slots
    )
    _table(database, "slot_state (service INTEGER, date INTEGER, kind, counts, open)", slots)
    database.executescript("CREATE INDEX complete_kind ON complete (service, month, kind);")
    database.executescript("CREATE INDEX office_month ON office (service, month);")
    database.executescript("CREATE INDEX attendance_month ON attendance (service, month);")
    database.executescript("CREATE INDEX slot_date ON slot_state (service, date);")


def _table(database: sqlite3.Connection, form: str, rows: Iterable[Row]) -> None:
    name, _, columns = form.partition(" ")
    database.execute(f"CREATE TABLE {form}")
    places = ", ".join("?" * len(columns.split(",")))
    database.executemany(f"INSERT INTO {name} VALUES ({places})", rows)


def _width(columns: str) -> int:
    return len(columns.split(", PRIMARY KEY", maxsplit=1)[0].split(","))


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000_000


def plain(value: object) -> object:
    """A value as the database keeps it."""
    match value:
        case datetime():
            return (value - EPOCH) // TICK
        case date():
            return value.toordinal() - EPOCH.toordinal()
        case Decimal():
            return int(value * 100)
        case bool():
            return int(value)
        case str():
            return str(value)
        case _:
            return value
