"""The terms of the assessment: the fifteen items of the annex with their dated values.

A value has versions, each with the day from which it holds and its source; None is "the annex leaves it out". A signed
supplement adds a version. So a past month keeps its own numbers, and a number that nobody agreed on stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from hfcheck.errors import ContentError, InputError

Scalar = int | str | None
LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Version:
    """A value from a day on, and where it comes from: the annex, or the document and record of a supplement."""

    since: date
    value: Scalar
    source: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One number or policy: `name` is `<item>.<word>`, `unit` is Chinese.

    `choices`: a policy's words, each with its Chinese; `recommended`: the one that the rules advise the group to take.
    `least`, `most`: between what a number lies.
    """

    name: str
    title: str
    unit: str
    versions: tuple[Version, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    recommended: str = ""
    least: int = 0
    most: int = LIMIT

    def on(self, day: date) -> Version:
        """The version in force on a day: the last that began by then, of two on one day the one added later.

        The first one also speaks for the days before it: what happened before the service is shown, not scored.
        """
        ordered = sorted(self.versions, key=lambda version: version.since)
        return next((version for version in reversed(ordered) if version.since <= day), ordered[0])


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
        value = self.value(name).on(day).value
        if isinstance(value, str):
            raise ContentError(f"term {name}: expected a number, found {value!r}")
        return value

    def word(self, name: str, day: date) -> str:
        """A policy in force on a day."""
        value = self.value(name).on(day).value
        if not isinstance(value, str):
            raise ContentError(f"term {name}: expected a word, found {value!r}")
        return value

    def given(self, name: str, day: date) -> int:
        """A number that the annex does give; raises ContentError when it is left out."""
        value = self.number(name, day)
        if value is None:
            raise ContentError(f"term {name}: expected a number that is given, found none")
        return value

    def highest(self, item: int, day: date) -> int | None:
        """The most that one occurrence of an item costs on a day; None where one of its tiers has no number."""
        tiers = [name for name in self.values if name.startswith(f"{item}.") and name.endswith("points")]
        points = [self.number(name, day) for name in tiers]
        return None if None in points else max((one for one in points if one is not None), default=None)

    def value(self, name: str) -> Value:
        """The value of that name with all its versions; raises InputError."""
        found = self.values.get(name)
        if found is None:
            raise InputError(f"expected a term such as 3.due_day (`hfcheck terms` lists them), found {name!r}")
        return found

    def amended(self, name: str, version: Version) -> Terms:
        """These terms with the version that a signed supplement adds; raises InputError when it does not fit.

        A supplement speaks over the annex; two that say different things from one day on contradict each other.
        """
        value = self.value(name)
        _check(value, version)
        for other in value.versions:
            if other.record and other.since == version.since and other.value != version.value:
                raise InputError(
                    f"term {name}: expected one value from {version.since} on, "
                    f"found {other.value!r} in {other.record} and {version.value!r} in {version.record}"
                )
        return replace(self, values={**self.values, name: replace(value, versions=(*value.versions, version))})


def _check(value: Value, version: Version) -> None:
    if value.choices and version.value not in value.choices:
        raise InputError(f"term {value.name}: expected one of {', '.join(value.choices)}, found {version.value!r}")
    if not value.choices and not (isinstance(version.value, int) and value.least <= version.value <= value.most):
        expected = f"a whole number from {value.least} to {value.most}" + (f" ({value.unit})" if value.unit else "")
        raise InputError(f"term {value.name}: expected {expected}, found {version.value!r}")
