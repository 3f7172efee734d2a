"""The on-site checklist: what only a person in the room can answer.

The items are data of the inventory (`onsite_items`), the answers are a person's, from the terminal guide or a file.
Nothing is answered by default: an item without an answer is refused. A number outside its range is abnormal by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hfcheck.errors import ContentError, HfcheckError, InputError

NEEDED = {"id", "area", "title", "kind"}
OPTIONAL = {"unit", "low", "high", "photo"}
ANSWER_FIELDS = {"answer", "value", "note", "photos"}


class ItemKind(StrEnum):
    """What an item is answered with: a number in a range, a choice, or a choice with a sentence."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"


class Said(StrEnum):
    """A person's judgement of an item, in the words of the ledger."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    NOT_APPLICABLE = "not_applicable"


WORDS: Mapping[str, Said] = {"正常": Said.NORMAL, "异常": Said.ABNORMAL, "不适用": Said.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the checklist; `low` and `high` bound a number in `unit`, both included."""

    id: str
    area: str
    title: str
    kind: ItemKind
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    photo: bool = False

    @property
    def range(self) -> str:
        """The range as printed: "18–27 ℃"."""
        return f"{self.low:g}–{self.high:g} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What a person said about an item. `photos` are names as given; a file's content is not looked at here."""

    item: Item
    said: Said
    value: float | str | None = None
    note: str = ""
    photos: tuple[str, ...] = ()

    def event(self, digests: Mapping[str, str]) -> dict[str, object]:
        """The answer as the ledger keeps it; `digests` has the SHA-256 of each photograph by its name as given."""
        photos = [{"name": name.rpartition("/")[2], "sha256": digests[name]} for name in self.photos]
        return {
            "item": self.item.id,
            "area": self.item.area,
            "title": self.item.title,
            "answer": str(self.said),
            "value": self.value,
            "unit": self.item.unit or None,
            "note": self.note or None,
            "photos": photos or None,
        }


def parse_items(document: object, where: str) -> tuple[Item, ...]:
    """The checklist of an inventory file's `onsite_items`; raises ContentError naming the file and the item."""
    found = document.get("onsite_items") if isinstance(document, Mapping) else None
    if not isinstance(found, list) or not found:
        raise ContentError(f"{where}: expected a list onsite_items, found {found!r}")
    items = tuple(_item(entry, f"{where}: item {number}") for number, entry in enumerate(found, 1))
    ids = [item.id for item in items]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ContentError(f"{where}: expected each item once, found {', '.join(twice)} again")
    return items


def _item(entry: object, where: str) -> Item:
    if not isinstance(entry, Mapping) or not NEEDED <= set(entry) <= NEEDED | OPTIONAL:
        wanted = "id, area, title, kind and perhaps unit, low, high, photo"
        raise ContentError(f"{where}: expected {wanted}, found {entry!r}")
    try:
        kind = ItemKind(str(entry["kind"]))
    except ValueError:
        raise ContentError(f"{where}: expected a kind of number, choice or text, found {entry['kind']!r}") from None
    name, area, title, unit = (str(entry.get(field, "")) for field in ("id", "area", "title", "unit"))
    low, high = _range(entry, kind, where)
    return Item(name, area, title, kind, unit, low, high, photo=entry.get("photo") is True)


def _range(entry: Mapping[str, object], kind: ItemKind, where: str) -> tuple[float, float]:
    if kind is not ItemKind.NUMBER:
        if {"unit", "low", "high"} & set(entry):
            raise ContentError(f"{where}: expected unit, low and high only with the kind number, found {entry!r}")
        return -math.inf, math.inf
    low, high = (as_number(entry.get(name)) for name in ("low", "high"))
    if low is None or high is None or low > high or not entry.get("unit"):
        raise ContentError(f"{where}: expected a unit and two numbers low <= high, found {entry!r}")
    return low, high


def as_number(found: object) -> float | None:
    """A finite number, or None for anything else: "23 ℃", true and NaN are not numbers."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        return None
    return found


def parse_answers(items: Sequence[Item], answers: object, where: str) -> tuple[ItemAnswer, ...]:
    """One answer for each item, in the checklist's order; raises one InputError that names everything wrong."""
    if not isinstance(answers, Mapping):
        raise InputError(f"{where}: expected a mapping from items to answers, found {answers!r}")
    known = {item.id for item in items}
    problems = [f"{where}: expected an item of the checklist, found {key!r}" for key in answers if key not in known]
    parsed = [_attempt(item, answers, where, problems) for item in items]
    if problems:
        raise InputError("\n".join(problems))
    return tuple(answer for answer in parsed if answer is not None)


def _attempt(item: Item, answers: Mapping[object, object], where: str, problems: list[str]) -> ItemAnswer | None:
    try:
        return parse_answer(item, answers.get(item.id), where)
    except HfcheckError as problem:
        problems.append(str(problem))
        return None


def parse_answer(item: Item, found: object, where: str) -> ItemAnswer:
    """The answer to one item: a number, a word, or a mapping of answer, value, note and photos; raises InputError."""
    where = f"{where}: {item.id} ({item.title})"
    if found is None or found == {}:
        raise InputError(f"{where}: expected {wanted(item)}, found no answer")
    fields = found if isinstance(found, Mapping) else {_short_field(item): found}
    if not set(fields) <= ANSWER_FIELDS:
        raise InputError(f"{where}: expected the keys {sorted(ANSWER_FIELDS)}, found {sorted(map(str, fields))}")
    note = _text(fields.get("note"), f"{where}: note")
    photos = _photos(item, fields.get("photos"), where)
    said, value = PARSERS[item.kind](item, fields, where)
    if said is not Said.NORMAL and not note:
        raise InputError(f"{where}: expected a note for an answer of {said}, found none")
    return ItemAnswer(item, said, value, note, photos)


def wanted(item: Item) -> str:
    """What an answer to this item looks like, for messages."""
    match item.kind:
        case ItemKind.NUMBER:
            return f"a number in {item.unit}"
        case ItemKind.TEXT:
            return f"an answer of {', '.join(WORDS)} and a text as value"
        case ItemKind.CHOICE:
            return f"one of {', '.join(WORDS)}"


def _short_field(item: Item) -> str:
    return "value" if item.kind is ItemKind.NUMBER else "answer"


def _said(item: Item, found: object, where: str) -> Said:
    said = WORDS.get(found) if isinstance(found, str) else None
    if said is None:
        raise InputError(f"{where}: expected {wanted(item)}, found {found!r}")
    return said


def _choice(item: Item, fields: Mapping[str, object], where: str) -> tuple[Said, None]:
    if fields.get("value") is not None:
        raise InputError(f"{where}: expected no value, found {fields['value']!r}")
    return _said(item, fields.get("answer"), where), None


def _measured(item: Item, fields: Mapping[str, object], where: str) -> tuple[Said, float | None]:
    given = fields.get("answer")
    said = None if given is None else _said(item, given, where)
    if said is Said.NOT_APPLICABLE and fields.get("value") is None:
        return said, None
    value = as_number(fields.get("value"))
    if value is None or said is Said.NOT_APPLICABLE:
        raise InputError(f"{where}: expected {wanted(item)}, found {fields.get('value')!r}")
    inside = item.low <= value <= item.high
    return (Said.NORMAL if inside and said is not Said.ABNORMAL else Said.ABNORMAL), value


def _described(item: Item, fields: Mapping[str, object], where: str) -> tuple[Said, str | None]:
    said, text = _said(item, fields.get("answer"), where), _text(fields.get("value"), where)
    if not text and said is not Said.NOT_APPLICABLE:
        raise InputError(f"{where}: expected {wanted(item)}, found no value")
    return said, text or None


PARSERS: Mapping[ItemKind, Callable[[Item, Mapping[str, object], str], tuple[Said, float | str | None]]] = {
    ItemKind.NUMBER: _measured,
    ItemKind.CHOICE: _choice,
    ItemKind.TEXT: _described,
}


def _text(found: object, where: str) -> str:
    if found is not None and not isinstance(found, str):
        raise InputError(f"{where}: expected a text, found {found!r}")
    return (found or "").strip()


def _photos(item: Item, found: object, where: str) -> tuple[str, ...]:
    if found is None or found == []:
        return ()
    if not item.photo:
        raise InputError(f"{where}: expected no photos for this item, found {found!r}")
    if not isinstance(found, list) or not all(isinstance(name, str) and name for name in found):
        raise InputError(f"{where}: expected a list of file names as photos, found {found!r}")
    if len(set(found)) < len(found):
        raise InputError(f"{where}: expected each photo once, found {found!r}")
    return tuple(found)


def areas(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """The items by area, areas and items in the checklist's order."""
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(item.area, []).append(item)
    return list(grouped.items())
