"""From a person's answers to a `round` event: the same validation for the terminal guide and for an answers file.

slot: 2026-11-23/morning        # or "latest": the slot that opened last today; left out: the one that is open now
inspector: 张工                 # whose key signs
arrived: "08:50"                # HH:MM on the slot's day (in quotes: YAML reads 08:50 as a number), an ISO 8601
completed: now                  # instant with its offset, or now
runs: latest                    # the automatic runs of this slot, or a list of run ids
onsite: {room.temperature: 23.5, room.lights: 正常, cooling.leak: {answer: 异常, note: …, photos: [leak.jpg]}}
handling: [{host: app01, check: ssh_server.root_login, note: …}]
note: 一切平稳
late_reason: …                  # recorded only if the entry is late (补录), and then required
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hfcheck.calendar import Calendar, Slot, SlotKind, parse_slot
from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.onsite import Item, ItemAnswer, parse_answers
from hfcheck.rounds import Fact, is_late

KEYS = {"slot", "inspector", "arrived", "completed", "runs", "onsite", "handling", "note", "late_reason"}
REQUIRED = ("inspector", "arrived", "completed", "runs", "onsite")
HANDLING_KEYS = {"host", "check", "note"}

Deviation = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Handling:
    """What was done about one deviation of the automatic run."""

    host: str
    check: str
    note: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What an engineer claims about a round: validated, but not yet in the ledger."""

    slot: Slot
    inspector: str
    arrived: datetime
    completed: datetime
    runs: tuple[str, ...]
    onsite: tuple[ItemAnswer, ...]
    handling: tuple[Handling, ...]
    note: str
    late: bool
    late_reason: str

    def event(
        self, number: int, at: datetime, clock: Mapping[str, object] | None, digests: Mapping[str, str]
    ) -> dict[str, object]:
        """The `round` event; `number` tells several rounds for one slot apart, `digests` name the photographs."""
        slot = {"date": self.slot.date.isoformat(), "kind": str(self.slot.kind)}
        return {
            "id": f"round/{self.slot.id}/{number}",
            "type": "round",
            "at": at.isoformat(),
            "slot": slot | ({"provisional": True} if self.slot.provisional else {}),
            "arrived": self.arrived.isoformat(),
            "completed": self.completed.isoformat(),
            "inspector": self.inspector,
            "runs": list(self.runs),
            "onsite": [answer.event(digests) for answer in self.onsite],
            "handling": [{"host": item.host, "check": item.check, "note": item.note} for item in self.handling],
            "note": self.note or None,
            "late": self.late,
            "late_reason": self.late_reason or None,
            "clock": clock,
        }


@dataclass(frozen=True, slots=True)
class Known:
    """What the answers are held against: the checklist, the runs of the slot, and their deviations (host, check)."""

    items: Sequence[Item]
    runs: Mapping[str, datetime]
    deviations: Collection[Deviation]


def open_slot(calendar: Calendar, now: datetime) -> Slot | None:
    """The slot in which an inspection completed now would be in time; None between 09:30 and 16:00."""
    return next((slot for slot in calendar.likely_slots(now.date()) if slot.holds(now)), None)


def latest_slot(calendar: Calendar, now: datetime) -> Slot:
    """The slot that opened last on this day, over or not."""
    return [slot for slot in calendar.likely_slots(now.date()) if not slot.too_early(now)][-1]


def choose_slot(calendar: Calendar, text: str | None, now: datetime) -> Slot:
    """The slot meant by `text` ("latest", 2026-11-23/morning, or None for the open one); raises InputError."""
    if text == "latest":
        return latest_slot(calendar, now)
    if text is None:
        found = open_slot(calendar, now)
        if found is None:
            raise InputError(f"expected a slot open at {now:%H:%M}, found none; name one, with a reason if it is late")
        return found
    wanted = parse_slot(text)
    owed = calendar.likely_slots(wanted.date)
    match = [slot for slot in owed if slot.kind is wanted.kind]
    if not match:
        raise InputError(f"expected a slot of that day ({', '.join(slot.id for slot in owed)}), found {text}")
    return match[0]


def latest_runs(slot: Slot, ended: Iterable[Fact], playbooks: Mapping[str, str]) -> dict[str, datetime]:
    """The last complete run of each playbook that ended in the slot, with its end. `playbooks` is by run."""
    latest: dict[str, tuple[datetime, str]] = {}
    for fact in ended:
        finished, run = datetime.fromisoformat(str(fact.body["finished"])), str(fact.body["run"])
        if fact.body.get("complete") is True and on_slot(slot, finished):
            key = playbooks.get(run, "")
            latest[key] = max(latest.get(key, (finished, run)), (finished, run))
    return {run: finished for finished, run in sorted(latest.values())}


def on_slot(slot: Slot, instant: datetime) -> bool:
    """Whether something happened since the slot opened, and on its day: a run for a late morning may end at 10:00."""
    return not slot.too_early(instant) and instant.astimezone(SHANGHAI).date() == slot.date


def parse_claim(document: object, slot: Slot, known: Known, now: datetime, where: str) -> Claim:
    """The claim that an answers document makes for a slot; raises InputError naming file, item, expected, found."""
    fields = check_keys(document, where)
    arrived, completed = (parse_time(fields[name], slot, now, f"{where}: {name}") for name in ("arrived", "completed"))
    _check_times(slot, arrived, completed, now, where)
    runs = _runs(fields["runs"], known.runs, completed, where)
    late = is_late(slot, completed, now) or slot.too_late(completed)
    reason = text_of(fields, "late_reason", where)
    if late and not reason:
        raise InputError(f"{where}: expected late_reason for an entry at {now:%Y-%m-%d %H:%M} (补录), found none")
    return Claim(
        slot,
        _inspector(fields, where),
        arrived,
        completed,
        runs,
        parse_answers(known.items, fields["onsite"], f"{where}: onsite"),
        _handling(fields.get("handling"), known.deviations, f"{where}: handling"),
        text_of(fields, "note", where),
        late,
        reason if late else "",
    )


def check_keys(document: object, where: str) -> Mapping[str, object]:
    """The document as a mapping without unknown or missing keys."""
    if not isinstance(document, Mapping):
        raise InputError(f"{where}: expected a mapping of {sorted(KEYS)}, found {document!r}")
    unknown = sorted(str(key) for key in document if key not in KEYS)
    missing = [key for key in REQUIRED if document.get(key) is None]
    if unknown:
        raise InputError(f"{where}: expected only the keys {sorted(KEYS)}, found {unknown}")
    if missing:
        raise InputError(f"{where}: expected the keys {list(REQUIRED)}, found no {', '.join(missing)}")
    return document


def parse_time(found: object, slot: Slot, now: datetime, where: str) -> datetime:
    """An instant written as HH:MM of the slot's day, ISO 8601 with offset, or "now"; aware, in Asia/Shanghai."""
    wanted = 'a time such as "08:50" in quotes, an ISO 8601 instant with offset, or now'
    if found == "now":
        return now
    text = found.isoformat() if isinstance(found, datetime) else found
    if not isinstance(text, str):
        raise InputError(f"{where}: expected {wanted}, found {found!r}")
    try:
        instant = datetime.fromisoformat(f"{slot.date}T{text}+08:00" if len(text) <= len("08:50:00") else text)
    except ValueError:
        raise InputError(f"{where}: expected {wanted}, found {text!r}") from None
    if instant.tzinfo is None:
        raise InputError(f"{where}: expected {wanted}, found {text!r} without offset")
    return instant.astimezone(SHANGHAI)


def _check_times(slot: Slot, arrived: datetime, completed: datetime, now: datetime, where: str) -> None:
    if completed > now:
        raise InputError(f"{where}: completed: expected a time not after now ({now:%H:%M:%S}), found {completed}")
    if arrived > completed:
        raise InputError(f"{where}: arrived: expected a time not after completed ({completed}), found {arrived}")
    if completed - arrived > timedelta(days=1):
        raise InputError(f"{where}: arrived: expected a time within a day before {completed}, found {arrived}")
    if slot.too_early(completed):
        edge = "after" if slot.kind is SlotKind.AFTERNOON else "from"
        raise InputError(f"{where}: completed: expected a time {edge} {slot.opens:%Y-%m-%d %H:%M}, found {completed}")
    if completed.date() != slot.date:
        raise InputError(f"{where}: completed: expected a time on {slot.date}, found {completed}")


def _runs(found: object, known: Mapping[str, datetime], completed: datetime, where: str) -> tuple[str, ...]:
    if found == "latest":
        found = list(known)
    if not isinstance(found, list) or not all(isinstance(run, str) for run in found):
        raise InputError(f'{where}: runs: expected "latest" or a list of run ids, found {found!r}')
    for run in found:
        if run not in known:
            names = ", ".join(known) or "none"
            raise InputError(f"{where}: runs: expected a free complete run of this slot ({names}), found {run!r}")
        if known[run] > completed:
            raise InputError(
                f"{where}: completed: expected a time not before the end of run {run} ({known[run]}), found {completed}"
            )
    return tuple(dict.fromkeys(found))


def _inspector(fields: Mapping[str, object], where: str) -> str:
    name = text_of(fields, "inspector", where)
    if not name:
        raise InputError(f"{where}: inspector: expected a name, found none")
    return name


def text_of(fields: Mapping[str, object], key: str, where: str) -> str:
    """An optional text of a mapping, stripped."""
    found = fields.get(key)
    if found is not None and not isinstance(found, str):
        raise InputError(f"{where}: {key}: expected a text, found {found!r}")
    return (found or "").strip()


def _handling(found: object, deviations: Collection[Deviation], where: str) -> tuple[Handling, ...]:
    if found is None:
        return ()
    if not isinstance(found, list):
        raise InputError(f"{where}: expected a list of host, check and note, found {found!r}")
    return tuple(_handled(entry, deviations, f"{where}: entry {number}") for number, entry in enumerate(found, 1))


def _handled(entry: object, deviations: Collection[Deviation], where: str) -> Handling:
    if not isinstance(entry, Mapping) or set(entry) != HANDLING_KEYS:
        raise InputError(f"{where}: expected the keys {sorted(HANDLING_KEYS)}, found {entry!r}")
    host, check, note = (text_of(entry, key, where) for key in ("host", "check", "note"))
    if (host, check) not in deviations:
        raise InputError(f"{where}: expected a deviation of the round's runs, found {host} {check}")
    if not note:
        raise InputError(f"{where}: expected a note, found none")
    return Handling(host, check, note)
