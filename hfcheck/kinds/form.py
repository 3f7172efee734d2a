"""The form of a fact: what every kind shares, and how a field says its Chinese name and words.

A kind (事项类型) is one frozen pydantic model; its JSON Schema, its form in the terminal and its columns in a workbook
all come from the model. A field that is None was not said: unknown is never zero, and never "no".
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

TEXT_LIMIT = 2000
NAME_LIMIT = 80


class Party(StrEnum):
    """Who signs: the supplier (供应商), the centre (中心)."""

    SUPPLIER = "supplier"
    CENTRE = "centre"


Instant = AwareDatetime
Day = date
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LIMIT)]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Kind(BaseModel):
    """What one kind of fact may say. `type` is its name in the ledger, `title` the Chinese one.

    `needs`: whose signatures a record must carry before it counts; without them it is as good as absent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    type: ClassVar[str]
    title: ClassVar[str]
    needs: ClassVar[frozenset[Party]] = frozenset()


def said(title: str, default: Any = None, /, *, about: str = "", **words: str) -> Any:
    """A field that need not be known yet: its Chinese title and, for a choice, the Chinese word of each value."""
    return Field(default, title=title, description=about or None, json_schema_extra=_words(words))


def needed(title: str, /, *, about: str = "", **words: str) -> Any:
    """A field without which a record says nothing."""
    return Field(..., title=title, description=about or None, json_schema_extra=_words(words))


def _words(words: dict[str, str]) -> dict[str, Any] | None:
    return {"words": words} if words else None
