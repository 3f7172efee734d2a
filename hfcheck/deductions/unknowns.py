"""What is not known, thought through: three answers (Kleene's logic), and rules that answer for every way it may be.

Where all ways come to the same points, the unknown does not matter; where they do not, nobody can say yet.
"""

from __future__ import annotations

from collections.abc import Iterable

from hfcheck.clauses import Terms
from hfcheck.kinds import Kind


def all_of(*answers: bool | None) -> bool | None:
    """Whether all are so: one no is enough to say no, whatever is not known."""
    if False in answers:
        return False
    return None if None in answers else True


def any_of(*answers: bool | None) -> bool | None:
    """Whether one is so: one yes is enough, whatever is not known; without any answer it is no."""
    if True in answers:
        return True
    return None if None in answers else False


def either(value: bool | None) -> tuple[bool, ...]:
    """The ways that a yes or no may be: both while it is not known."""
    return (False, True) if value is None else (value,)


def agreed(points: Iterable[int | None]) -> int | None:
    """The points that all ways agree on; None where they differ, or where the annex gives none for one of them."""
    ways = set(points)
    return ways.pop() if len(ways) == 1 else None


def unknown(facts: Kind, *names: str) -> str:
    """The Chinese titles of those fields that nobody has stated yet, or ""."""
    fields = type(facts).model_fields
    return "、".join(str(fields[name].title) for name in names if getattr(facts, name) is None)


def agreement(terms: Terms, name: str) -> str:
    """What would settle a number or policy that the annex leaves out: a supplement that both parties sign."""
    return f"签订补充约定 {name}（{terms.value(name).title}，附件未规定）"
