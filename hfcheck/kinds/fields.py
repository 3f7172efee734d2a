"""The fields of a kind as data: what each takes, how it is read from text, and how the ledger keeps it.

The JSON Schema, the terminal's questions, the workbook's columns and every message about a field are made of these.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from hfcheck.model import SHANGHAI

FLAGS: Mapping[str, bool] = {"是": True, "否": False, "true": True, "false": False}
SEPARATORS = re.compile(r"[、，,；;\s]+")
INSTANT_TEXT = re.compile(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
DAY_TEXT = re.compile(r"(20\d\d-\d\d-\d\d)( 00:00:00)?", re.ASCII)  # a workbook keeps a day as its midnight
NUMBER_TEXT = re.compile(r"\d{1,9}", re.ASCII)
TEXT_LENGTH = 2000


class Shape(StrEnum):
    """What a field takes. A SCALAR is a whole number or a word, as the values of the terms are."""

    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    INSTANT = "instant"
    DAY = "day"
    NUMBER = "number"
    MONEY = "money"
    LIST = "list"
    SCALAR = "scalar"


SHAPES: Mapping[object, Shape] = {
    bool: Shape.FLAG,
    AwareDatetime: Shape.INSTANT,
    date: Shape.DAY,
    int: Shape.NUMBER,
    Decimal: Shape.MONEY,
}


class UnreadableError(ValueError):
    """A value that a field does not take."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its Chinese title and remark, whether a record says nothing without it, and what it takes.

    `words`: of a choice, the Chinese word of each value. `schema`: the JSON Schema of a value.
    """

    name: str
    title: str
    about: str
    needed: bool
    shape: Shape
    words: Mapping[str, str]
    schema: Mapping[str, Any]
    adapter: TypeAdapter[Any]

    @property
    def expected(self) -> str:
        """What a value looks like, for messages."""
        match self.shape:
            case Shape.CHOICE:
                return "one of " + ", ".join(f"{value} ({word})" for value, word in self.words.items())
            case Shape.TEXT:
                return _text_expected(self.schema)
            case Shape.NUMBER:
                return f"a whole number from {self.schema['minimum']} to {self.schema['maximum']}"
            case Shape.LIST:
                return f"words parted by 、 ({self.about})"
            case _:
                return EXPECTED[self.shape]

    def read(self, found: object) -> Any:
        """A value, JSON or typed text, as the ledger keeps it; raises UnreadableError for what the field does not take.

        Instants become ISO 8601 in Asia/Shanghai, which is also the zone of one without; a choice may be its Chinese
        word, a flag 是 or 否.
        """
        plain = READERS.get(self.shape, _as_it_is)(self, found)
        try:
            value = self.adapter.validate_json(orjson.dumps(plain), strict=True)
        except (ValidationError, orjson.JSONEncodeError, OverflowError):
            raise UnreadableError(self.expected) from None
        return _kept(value)

    def show(self, value: Any) -> str:
        """A value as people read it."""
        if self.shape is Shape.FLAG:
            return "是" if value else "否"
        if self.shape is Shape.INSTANT:
            return str(value)[:19].replace("T", " ")
        return "、".join(map(str, value)) if isinstance(value, list) else self.words.get(str(value), str(value))


EXPECTED: Mapping[Shape, str] = {
    Shape.FLAG: "是 or 否",
    Shape.INSTANT: "an instant such as 2025-09-03 08:12",
    Shape.DAY: "a day such as 2025-09-03",
    Shape.MONEY: "an amount in yuan above 0 such as 337000.00",
    Shape.SCALAR: "a whole number or a word",
}


def _text_expected(schema: Mapping[str, Any]) -> str:
    if "examples" in schema:
        return f"text such as {schema['examples'][0]}"
    return f"text of 1 to {schema.get('maxLength', TEXT_LENGTH)} characters"


def _as_it_is(_: Field, found: object) -> object:
    return found


def _choice(field: Field, found: object) -> object:
    values = {word: value for value, word in field.words.items()}
    return values.get(found.strip(), found.strip()) if isinstance(found, str) else found


def _flag(_: Field, found: object) -> object:
    return FLAGS.get(found.strip().lower(), found) if isinstance(found, str) else found


def _instant(_: Field, found: object) -> object:
    if not isinstance(found, str) or not INSTANT_TEXT.fullmatch(found.strip()):
        return None
    try:
        instant = datetime.fromisoformat(found.strip())
    except ValueError:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).isoformat()


def _day(_: Field, found: object) -> object:
    day = DAY_TEXT.fullmatch(found.strip()) if isinstance(found, str) else None
    return day[1] if day else None


def _number(_: Field, found: object) -> object:
    return int(found) if isinstance(found, str) and NUMBER_TEXT.fullmatch(found.strip()) else found


def _list(_: Field, found: object) -> object:
    return [part for part in SEPARATORS.split(found) if part] if isinstance(found, str) else found


READERS: Mapping[Shape, Callable[[Field, object], object]] = {
    Shape.CHOICE: _choice,
    Shape.FLAG: _flag,
    Shape.INSTANT: _instant,
    Shape.DAY: _day,
    Shape.NUMBER: _number,
    Shape.SCALAR: _number,
    Shape.LIST: _list,
}


def _kept(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(SHANGHAI).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
        case tuple():
            return [_kept(one) for one in value]
        case StrEnum():
            return str(value)
        case _:
            return value


@functools.cache
def fields_of(model: type[BaseModel]) -> Mapping[str, Field]:
    """The fields of a model by name, in their order."""
    return MappingProxyType({name: _field(name, info) for name, info in model.model_fields.items()})


def _field(name: str, info: FieldInfo) -> Field:
    type_ = _present(info)
    adapter = TypeAdapter[Any](type_, config=ConfigDict(str_strip_whitespace=True))
    extra = info.json_schema_extra
    words = extra["words"] if isinstance(extra, dict) and "words" in extra else {}
    schema = {key: found for key, found in adapter.json_schema().items() if key not in {"title", "description"}}
    examples = {"examples": info.examples} if info.examples else {}
    return Field(
        name,
        str(info.title),
        info.description or "",
        info.is_required(),
        _shape(type_),
        MappingProxyType({value: str(word) for value, word in words.items()} if isinstance(words, dict) else {}),
        schema | examples,
        adapter,
    )


def _present(info: FieldInfo) -> Any:
    """The type of a value that was said: an optional field's without its None."""
    said = [one for one in get_args(info.annotation) if one is not NoneType]
    optional = NoneType in get_args(info.annotation)
    return said[0] if optional and len(said) == 1 else info.rebuild_annotation()


def _shape(type_: Any) -> Shape:
    if get_origin(type_) is Annotated:
        return _shape(get_args(type_)[0])
    if get_origin(type_) is Literal or (isinstance(type_, type) and issubclass(type_, StrEnum)):
        return Shape.CHOICE
    if get_origin(type_) is tuple:
        return Shape.LIST
    if get_origin(type_) in {Union, UnionType}:
        return Shape.SCALAR
    return SHAPES.get(type_, Shape.TEXT)
