"""Judge observations: what was expected, what was found, and what the difference means.

A rule is a small function (value, expected, instant) → the part of the value that deviates, or None. Over a mapping the
rule is asked of each instance, so that "at most 85" over mounts names the mounts above 85.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hfcheck.errors import ContentError
from hfcheck.model import (
    Finding,
    NotApplicable,
    NotSeen,
    Observation,
    Reason,
    Scalar,
    Value,
    Verdict,
    Waiver,
)

Offending = Value | None
DURATION = re.compile(r"(\d+)\s*([mhd])")
DURATION_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Unfit(ValueError):
    """The value is not of the kind that its rule compares: text where a number belongs."""


def duration(text: Value | None) -> timedelta:
    """A duration written as "30m", "26h" or "7d"."""
    found = DURATION.fullmatch(str(text))
    if not found:
        raise ContentError(f"expected a duration such as 30m, 26h or 7d, found {text!r}")
    return timedelta(**{DURATION_UNITS[found[2]]: int(found[1])})


def _number(value: Value | None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(f"expected a number, found {value!r}")
    return value


def _items(value: Value | None) -> list[Scalar]:
    if isinstance(value, str | bool | int | float):
        return [value]
    if isinstance(value, Mapping) or not isinstance(value, Sequence):
        raise Unfit(f"expected a list, found {value!r}")
    return list(value)


def _kind(value: Value | None) -> Value | None:
    return list(value) if isinstance(value, tuple) else value


def equals(value: Value, expected: Value, _: datetime) -> Offending:
    """The same value of the same kind: 1 is not "1" and True is not 1."""
    same = type(_kind(value)) is type(_kind(expected)) or {type(value), type(expected)} == {int, float}
    return None if same and _kind(value) == _kind(expected) else value


def at_most(value: Value, expected: Value, _: datetime) -> Offending:
    """A number no larger than expected."""
    return value if _number(value) > _number(expected) else None


def at_least(value: Value, expected: Value, _: datetime) -> Offending:
    """A number no smaller than expected."""
    return value if _number(value) < _number(expected) else None


def within(value: Value, expected: Value, _: datetime) -> Offending:
    """Every item is one of the expected items; names those that are not."""
    strange = [item for item in _items(value) if item not in _items(expected)]
    return strange or None


def contains_all(value: Value, expected: Value, _: datetime) -> Offending:
    """Every expected item is there; names those that are missing."""
    missing = [item for item in _items(expected) if item not in _items(value)]
    return missing or None


def contains_none(value: Value, expected: Value, _: datetime) -> Offending:
    """None of the expected (forbidden) items is there; names those that are."""
    return [item for item in _items(value) if item in _items(expected)] or None


def matches(value: Value, expected: Value, _: datetime) -> Offending:
    """The whole text matches the regular expression."""
    if not isinstance(value, str):
        raise Unfit(f"expected text, found {value!r}")
    return None if re.fullmatch(str(expected), value) else value


def newer_than(value: Value, expected: Value, at: datetime) -> Offending:
    """An ISO 8601 instant no older than the expected duration before the observation."""
    try:
        instant = datetime.fromisoformat(str(value))
        age = at - instant
    except (ValueError, TypeError):
        raise Unfit(f"expected an instant with its zone, found {value!r}") from None
    return value if age > duration(expected) else None


def agrees(value: Value, expected: Value, _: datetime) -> Offending:
    """Each instance that the expected mapping knows is as it says; one that only one of the two has is no matter."""
    if not isinstance(value, Mapping) or not isinstance(expected, Mapping):
        raise Unfit(f"expected two mappings, found {value!r} and {expected!r}")
    return {name: item for name, item in value.items() if name in expected and expected[name] != item} or None


Rule = Callable[[Value, Value, datetime], Offending]
RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (equals, at_most, at_least, within, contains_all, contains_none, matches, newer_than, agrees)
}


def offending(rule: Rule, value: Value, expected: Value, at: datetime) -> Offending:
    """Apply a rule to a value, or to each instance of a mapping; a mapping compared with a mapping is one value."""
    if not isinstance(value, Mapping) or isinstance(expected, Mapping):
        return rule(value, expected, at)
    return {name: item for name, item in value.items() if rule(item, expected, at) is not None} or None


def judge(observation: Observation, waivers: Iterable[Waiver] = ()) -> Finding:
    """The finding for one observation. While it lasts, a waiver makes a deviation an exception, and nothing else."""
    found = _verdict(observation)
    if found.verdict is not Verdict.DEVIATES:
        return found
    waiver = next((w for w in waivers if w.check == found.check.id and w.expires > found.at), None)
    return found if waiver is None else dataclasses.replace(found, verdict=Verdict.WAIVED, waiver=waiver)


def _verdict(seen: Observation) -> Finding:
    answer, rule = seen.answer, RULES.get(seen.check.rule)
    if rule is None:
        raise ContentError(f"check {seen.check.id}: expected a rule of {sorted(RULES)}, found {seen.check.rule!r}")
    if isinstance(answer, NotSeen):
        return _finding(seen, Verdict.NOT_SEEN, reason=answer.reason, detail=answer.detail)
    if isinstance(answer, NotApplicable):
        return _finding(seen, Verdict.NOT_APPLICABLE, reason=answer.reason, detail=answer.detail)
    if seen.expected is None:
        return _finding(seen, Verdict.NOT_APPLICABLE, found=answer, reason=Reason.NOT_DECLARED)
    try:
        wrong = offending(rule, answer, seen.expected, seen.at)
    except Unfit as problem:
        return _finding(seen, Verdict.NOT_SEEN, reason=Reason.UNREADABLE, detail=str(problem)[:200])
    return _finding(seen, Verdict.CONFORMS if wrong is None else Verdict.DEVIATES, found=answer, offending=wrong)


def _finding(seen: Observation, verdict: Verdict, **more: Any) -> Finding:
    return Finding(seen.host, seen.check, verdict, seen.expected, seen.at, evidence=seen.evidence, **more)
