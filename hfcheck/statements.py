"""One statement, from what a person gave to the event that the ledger keeps.

`parse` reads a statement by itself; `place` gives it its step behind what is said of its record already. A statement
adds only what is new: a field whose value stands already is left out, and one that would be an entry that is there is
that entry, so that saying everything twice changes nothing. To say a field otherwise it has to name the entry that it
corrects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError

from hfcheck.errors import InputError
from hfcheck.kinds import KINDS, Kind
from hfcheck.kinds.fields import Field as KindField
from hfcheck.kinds.fields import UnreadableError, fields_of
from hfcheck.kinds.form import Instant, Name, Text, needed, said
from hfcheck.model import SHANGHAI
from hfcheck.standing import overruled, standing, stated

STEPS = 200  # a record with more statements than this is a programme's mistake
SHOWN = 60
MEMBERS = ("id", "type", "subject", "step", "at", "by", "says", "corrects", "because", "withdraws")


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("not printable")
    return text


class Envelope(BaseModel):
    """What every statement has beside what it says; its fields are read and asked for like those of a kind."""

    subject: Annotated[
        str,
        StringConstraints(pattern=r"^[^/]{1,60}$", strip_whitespace=True),
        AfterValidator(_printable),
        Field(examples=["ups-0903, of at most 60 characters, without /"]),
    ] = needed("编号")
    step: Annotated[int, Field(ge=1, le=STEPS)] | None = said("序号")
    at: Instant | None = said("填报时间", about="不填为录入时间")
    by: Name = needed("填报人")
    corrects: Annotated[str, StringConstraints(max_length=120)] | None = said(
        "更正条目", about="被更正的条目，例如 fault/ups-0903/1"
    )
    because: Text | None = said("更正或撤销理由")
    withdraws: bool | None = said("撤销")


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit in a statement: the field, what was expected of it and what was found."""

    field: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.field}: expected {self.expected}, found {self.found}"


class Unfit(InputError):
    """A statement that cannot be taken, with everything that is wrong with it."""

    def __init__(self, *misfits: Misfit) -> None:
        super().__init__("; ".join(map(str, misfits)))
        self.misfits = misfits


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement that fits by itself: the envelope's fields and those it says, as the ledger keeps them."""

    kind: type[Kind]
    envelope: Mapping[str, Any]
    says: Mapping[str, Any]

    @property
    def record(self) -> str:
        """The record that it is about."""
        return f"{self.kind.type}/{self.envelope['subject']}"


def shown(found: object) -> str:
    """A value in a message: on one line, and not longer than a message needs."""
    text = repr(found)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def parse(body: Mapping[str, object], by: str = "") -> Draft:
    """A statement from plain data; one without a subject gets the usual one, one by nobody is by `by`. Raises Unfit."""
    type_ = body.get("type")
    kind = KINDS.get(type_) if isinstance(type_, str) else None
    if kind is None:
        raise Unfit(Misfit("type", f"one of {', '.join(KINDS)}", shown(type_)))
    misfits = [Misfit(shown(name), f"one of {', '.join(MEMBERS)}", "another") for name in body if name not in MEMBERS]
    says = _read(fields_of(kind), _mapping(body.get("says"), misfits), misfits)
    given: dict[str, object] = {"by": by or None, "subject": usual_subject(kind, says)}
    given |= {name: found for name, found in body.items() if found is not None}
    envelope = _read(fields_of(Envelope), {name: given.get(name) for name in Envelope.model_fields}, misfits)
    misfits += _lacking(fields_of(Envelope), envelope, misfits)
    if not envelope.get("withdraws", True):
        del envelope["withdraws"]  # a 否 in a form says as much as an empty cell
    misfits += _unlikely(envelope, says, misfits)
    draft = Draft(kind, envelope, says)
    if not misfits and "id" in given and given["id"] != f"{draft.record}/{envelope.get('step')}":
        misfits.append(Misfit("id", f"{draft.record}/<step>", shown(given["id"])))
    if misfits:
        raise Unfit(*misfits)
    return draft


def usual_subject(kind: type[Kind], says: Mapping[str, Any]) -> str | None:
    """The subject that a kind's convention makes of these fields; None without one, or while they are not said."""
    try:
        return kind.subject.format_map(says) or None
    except KeyError:
        return None


def label(field: KindField) -> str:
    """A field in a message: its name, and its Chinese one for whoever filled in a form."""
    return f"{field.name} ({field.title})"


def _mapping(says: object, misfits: list[Misfit]) -> Mapping[str, object]:
    if says is None or isinstance(says, Mapping):
        return says or {}
    misfits.append(Misfit("says", "a mapping from fields to values", shown(says)))
    return {}


def _read(fields: Mapping[str, KindField], given: Mapping[str, object], misfits: list[Misfit]) -> dict[str, Any]:
    """The values that fit, as the ledger keeps them. A null is a field that was not said."""
    values: dict[str, Any] = {}
    for name, found in given.items():
        if name not in fields:
            misfits.append(Misfit(shown(name), f"one of {', '.join(fields)}", "another"))
        elif found is not None:
            try:
                values[name] = fields[name].read(found)
            except UnreadableError as problem:
                misfits.append(Misfit(label(fields[name]), str(problem), shown(found)))
    return values


def _lacking(fields: Mapping[str, KindField], values: Mapping[str, object], misfits: Sequence[Misfit]) -> list[Misfit]:
    named = {misfit.field for misfit in misfits}
    absent = [field for name, field in fields.items() if field.needed and name not in values]
    return [Misfit(label(field), field.expected, "nothing") for field in absent if label(field) not in named]


def _unlikely(envelope: Mapping[str, Any], says: Mapping[str, Any], misfits: Sequence[Misfit]) -> Iterator[Misfit]:
    """What the members of a statement say against each other."""
    reasoned, why = "corrects" in envelope or envelope.get("withdraws"), "because" in envelope
    if reasoned and not why:
        yield Misfit("because", "the reason of a correction or withdrawal", "nothing")
    if why and not reasoned:
        yield Misfit("because", "corrects or withdraws beside a reason", "neither")
    if envelope.get("withdraws") and says:
        yield Misfit("withdraws", "a withdrawal that says nothing else", ", ".join(says))
    if not envelope.get("withdraws") and not says and not misfits:
        yield Misfit("says", "at least one field", "nothing")


def place(
    draft: Draft, past: Sequence[Mapping[str, Any]], now: datetime, *, again: bool = True
) -> dict[str, Any] | None:
    """The event of a statement behind its record's earlier ones, in the order of their steps; None for nothing new.

    Raises Unfit for a statement that contradicts an earlier one without correcting it, that leaves out what the record
    needs, or that is about a record withdrawn; where statements may come `again`, not for one that was taken before.
    """
    held = standing(past)
    says = {name: value for name, value in draft.says.items() if not _stands(name, value, held)}
    misfits = [*_misplaced(draft, past, now), *_contradictions(draft, says, past, held)]
    if not misfits and not says and "withdraws" not in draft.envelope:
        if "corrects" not in draft.envelope:
            return None
        misfits = [Misfit("says", f"something else than what {past[-1]['id']} leaves standing", "the same")]
    if misfits:
        if again and _was_taken(draft, past):
            return None
        raise Unfit(*misfits)
    if says:
        _check_whole(draft, stated(past) | says, now)
    return _event(draft, says, len(past) + 1, now)


Held = Mapping[str, Sequence[Mapping[str, Any]]]


def _stands(name: str, value: object, held: Held) -> bool:
    return name in held and all(one["says"][name] == value for one in held[name])


def _event(draft: Draft, says: Mapping[str, Any], step: int, now: datetime) -> dict[str, Any]:
    given = {name: found for name, found in draft.envelope.items() if name in {"corrects", "because", "withdraws"}}
    return {
        "id": f"{draft.record}/{step}",
        "type": draft.kind.type,
        "subject": draft.envelope["subject"],
        "step": step,
        "at": _said_at(draft, now).isoformat(),
        "by": draft.envelope["by"],
        **({"says": dict(says)} if says else {}),
        **given,
    }


def _said_at(draft: Draft, now: datetime) -> datetime:
    """When the statement is made: now, unless it says itself."""
    at = draft.envelope.get("at")
    return datetime.fromisoformat(at) if at else now.astimezone(SHANGHAI)


def _was_taken(draft: Draft, past: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the statement, put somewhere among these entries, would have been one of them or nothing new."""
    step = draft.envelope.get("step")
    if any(_alike(draft, one) and _all_said(draft, past[: one["step"]]) for one in past if step in {None, one["step"]}):
        return True
    if step is not None or "corrects" in draft.envelope or "withdraws" in draft.envelope:
        return False
    return any(_nothing_new(draft, past[:count]) for count in range(1, len(past)) if _before(draft, past[count:]))


def _nothing_new(draft: Draft, entries: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all of it stood behind these entries, to which the same person had contributed."""
    held, people = standing(entries), {one["by"] for one in entries}
    return draft.envelope["by"] in people and all(_stands(name, value, held) for name, value in draft.says.items())


def _before(draft: Draft, entries: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the statement may have been made before these entries, as far as it says when."""
    at = draft.envelope.get("at")
    return at is None or all(datetime.fromisoformat(at) < datetime.fromisoformat(str(one["at"])) for one in entries)


def _alike(draft: Draft, entry: Mapping[str, Any]) -> bool:
    same = all(entry.get(name) == draft.envelope.get(name) for name in ("by", "corrects", "because", "withdraws"))
    at = draft.envelope.get("at")
    says: Mapping[str, Any] = entry.get("says") or {}
    kept = all(name in draft.says and draft.says[name] == value for name, value in says.items())
    return same and kept and (at is None or datetime.fromisoformat(at) == datetime.fromisoformat(str(entry["at"])))


def _all_said(draft: Draft, entries: Sequence[Mapping[str, Any]]) -> bool:
    said_ = [(name, value) for entry in entries for name, value in (entry.get("says") or {}).items()]
    return all(pair in said_ for pair in draft.says.items())


def _misplaced(draft: Draft, past: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[Misfit]:
    envelope, next_ = draft.envelope, len(past) + 1
    if envelope.get("step", next_) != next_:
        there = f" or what {past[envelope['step'] - 1]['id']} says" if envelope["step"] < next_ else ""
        yield Misfit("step", f"{next_}{there}", str(envelope["step"]))
    if next_ > STEPS:
        yield Misfit("step", f"at most {STEPS} statements about a record", str(next_))
    gone = next((one["id"] for one in past if one.get("withdraws")), None)
    if gone:
        yield Misfit("subject", f"a record that {gone} did not withdraw", draft.record)
    corrected, ids = envelope.get("corrects"), [str(one["id"]) for one in past]
    if corrected is not None and corrected not in ids:
        yield Misfit(
            "corrects", f"an entry of {draft.record} ({', '.join(ids[-3:]) or 'there is none'})", shown(corrected)
        )
    if envelope.get("withdraws") and not past:
        yield Misfit("withdraws", "a record to withdraw", f"no {draft.record}")
    if "at" in envelope and datetime.fromisoformat(envelope["at"]) > now:
        yield Misfit("at", f"an instant up to now, {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", envelope["at"])


def _contradictions(
    draft: Draft,
    says: Mapping[str, Any],
    past: Sequence[Mapping[str, Any]],
    held: Held,
) -> Iterator[Misfit]:
    fields, corrected = fields_of(draft.kind), overruled(draft.envelope, {str(one["id"]): one for one in past})
    for name, value in says.items():
        for one in held.get(name, ()):
            if one["id"] not in corrected:
                old = f"{shown(one['says'][name])} as {one['id']} says, or a statement that corrects that entry"
                yield Misfit(label(fields[name]), old, shown(value))


def _check_whole(draft: Draft, values: Mapping[str, Any], now: datetime) -> None:
    fields, at = fields_of(draft.kind), _said_at(draft, now)
    try:
        facts = draft.kind.model_validate_json(orjson.dumps(values))
    except ValidationError as problem:
        raise Unfit(*(_whole_misfit(fields, values, error) for error in problem.errors())) from None
    early = set(facts.foretold(dict.fromkeys(draft.says, at)))
    expected = f"what was done by {at:%Y-%m-%d %H:%M:%S}, when this is said"
    if early:
        raise Unfit(*(Misfit(label(fields[name]), expected, values[name]) for name in draft.says if name in early))


def _whole_misfit(fields: Mapping[str, KindField], values: Mapping[str, Any], error: Any) -> Misfit:
    if error["type"] == "order":
        after, before = fields[error["ctx"]["field"]], fields[error["ctx"]["before"]]
        expected = f"an instant not before {label(before)} {values[before.name]}"
        return Misfit(label(after), expected, str(values[after.name]))
    field = fields[str(error["loc"][0])]
    return Misfit(label(field), field.expected, shown(values[field.name]) if field.name in values else "nothing")
