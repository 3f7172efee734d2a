"""The terms of the assessment: the fifteen items of the annex with their dated values.

A value has versions, each with the day from which it holds and its source; None is "the annex leaves it out". A signed
supplement adds a version. So a past month keeps its own numbers, and a number that nobody agreed on stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hfcheck.errors import ContentError, InputError

Scalar = int | str | None


@dataclass(frozen=True, slots=True)
class Version:
    """A value from a day on, and where it comes from (the annex, or a supplement's document)."""

    since: date
    value: Scalar
    source: str


@dataclass(frozen=True, slots=True)
class Value:
    """One number or policy: `name` is `<item>.<word>`, `unit` is Chinese, `choices` are a policy's words."""

    name: str
    title: str
    unit: str
    versions: tuple[Version, ...]
    choices: tuple[str, ...] = ()

    def on(self, day: date) -> Version:
        """The version in force on a day: the last that began by then. Raises ContentError before the first."""
        begun = [version for version in self.versions if version.since <= day]
        if not begun:
            first = min(version.since for version in self.versions)
            raise ContentError(f"term {self.name}: expected a day from {first} on, found {day}")
        return max(begun, key=lambda version: version.since)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the annex, in its own words. `registers`: the kinds of facts that must be complete for a zero.

    `per`: what one occurrence is: a day, a record, or everything with one root cause.
    """

    number: int
    category: str
    words: str
    standard: str
    title: str
    registers: tuple[str, ...]
    per: str


@dataclass(frozen=True, slots=True)
class Terms:
    """All items by number, and all values by name."""

    items: Mapping[int, Item]
    values: Mapping[str, Value]

    def number(self, name: str, day: date) -> int | None:
        """A number in force on a day; None when nobody gave one."""
        value = self._value(name).on(day).value
        if isinstance(value, str):
            raise ContentError(f"term {name}: expected a number, found {value!r}")
        return value

    def word(self, name: str, day: date) -> str:
        """A policy in force on a day."""
        value = self._value(name).on(day).value
        if not isinstance(value, str):
            raise ContentError(f"term {name}: expected a word, found {value!r}")
        return value

    def given(self, name: str, day: date) -> int:
        """A number that the annex does give; raises ContentError when it is left out."""
        value = self.number(name, day)
        if value is None:
            raise ContentError(f"term {name}: expected a number that is given, found none")
        return value

    def amended(self, supplements: Iterable[tuple[str, Version]]) -> Terms:
        """These terms with the versions that signed supplements add; raises InputError for one that does not fit."""
        values = dict(self.values)
        for name, version in supplements:
            value = self._value(name)
            _check(value, version)
            values[name] = replace(value, versions=(*values[name].versions, version))
        return replace(self, values=values)

    def _value(self, name: str) -> Value:
        found = self.values.get(name)
        if found is None:
            raise InputError(f"expected a term such as 3.due_day (`hfcheck terms` lists them), found {name!r}")
        return found


def _check(value: Value, version: Version) -> None:
    if value.choices and version.value not in value.choices:
        raise InputError(f"term {value.name}: expected one of {', '.join(value.choices)}, found {version.value!r}")
    if not value.choices and not (isinstance(version.value, int) and version.value >= 0):
        raise InputError(f"term {value.name}: expected a whole number in {value.unit}, found {version.value!r}")
