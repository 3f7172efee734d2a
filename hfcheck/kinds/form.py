"""The form of a fact: what every kind shares, and how a field says its Chinese name and words.

A kind (事项类型) is one frozen pydantic model; its JSON Schema, its form in the terminal and its columns in a workbook
all come from the model. A field that is None was not said: unknown is never zero, and never "no".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from hfcheck.model import SHANGHAI

TEXT_LIMIT = 2000
NAME_LIMIT = 80
REFERENCE_LIMIT = 200
D = TypeVar("D", date, datetime)


class Party(StrEnum):
    """Who signs: the supplier (供应商), the centre (中心)."""

    SUPPLIER = "supplier"
    CENTRE = "centre"


def one_line(text: object) -> object:
    """Text on one line that commands no terminal: what cannot be printed, line ends too, is a blank."""
    return "".join(mark if mark.isprintable() else " " for mark in text) if isinstance(text, str) else text


def _lines(text: object) -> object:
    return "\n".join(str(one_line(line)) for line in text.splitlines()) if isinstance(text, str) else text


def _this_century(found: D) -> D:
    """A mistyped year would put every period that starts then beyond the calendar."""
    if not 2000 <= found.year < 2100:
        raise PydanticCustomError("century", "a year from 2000 to 2099")
    return found


Instant = Annotated[AwareDatetime, AfterValidator(_this_century)]
Day = Annotated[date, AfterValidator(_this_century)]
Text = Annotated[
    str, BeforeValidator(_lines), StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT)
]
Name = Annotated[
    str, BeforeValidator(one_line), StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LIMIT)
]
Reference = Annotated[
    str, BeforeValidator(one_line), StringConstraints(strip_whitespace=True, min_length=1, max_length=REFERENCE_LIMIT)
]
Month = Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$"), Field(examples=["2025-09"])]
Digest = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(examples=["e3b0c442…, the SHA-256 of a file in hex"])
]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Kind(BaseModel):
    """What one kind of fact may say. `type` is its name in the ledger, `title` the Chinese one.

    `needs`: whose signatures a record must carry before it counts; without them it is as good as absent.
    `subject`: what its subject is by convention, made of its fields; "" leaves it to people. `order`: pairs of fields
    of which the second is never before the first, as far as both are said. `ahead`: the instants and days that may lie
    after the statement that says them; all others tell of something done. `filled`: what the desk says by itself;
    nobody is asked for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    type: ClassVar[str]
    title: ClassVar[str]
    needs: ClassVar[frozenset[Party]] = frozenset()
    subject: ClassVar[str] = ""
    order: ClassVar[tuple[tuple[str, str], ...]] = ()
    ahead: ClassVar[frozenset[str]] = frozenset()
    filled: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for before, after in self.order:
            first, second = getattr(self, before), getattr(self, after)
            if first is not None and second is not None and second < first:
                raise PydanticCustomError("order", "not before {before}", {"field": after, "before": before})
        return self

    def foretold(self, spoken: Mapping[str, datetime]) -> Iterator[str]:
        """The fields that tell of something done before it was; `spoken` gives the instant at which each was said."""
        for name in spoken.keys() - self.ahead:
            found, at = getattr(self, name), spoken[name].astimezone(SHANGHAI)
            if isinstance(found, date) and found > (at if isinstance(found, datetime) else at.date()):
                yield name


def said(title: str, default: Any = None, /, *, about: str = "", **words: str) -> Any:
    """A field that need not be known yet: its Chinese title and, for a choice, the Chinese word of each value."""
    return Field(default, title=title, description=about or None, json_schema_extra=_words(words))


def needed(title: str, /, *, about: str = "", **words: str) -> Any:
    """A field without which a record says nothing."""
    return Field(..., title=title, description=about or None, json_schema_extra=_words(words))


def _words(words: dict[str, str]) -> dict[str, Any] | None:
    return {"words": words} if words else None
