"""Numbers that drift: which of them are worth a line, and what the line is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from hfcheck.model import Value, Verdict
from hfcheck.report.phrases import instant_text, scalar_text
from hfcheck.report.record import Trend
from hfcheck.report.sources import Row, Scope

POINTS = 30
SHOWN = 24
# From four fifths of its limit on, a number that moves is worth a line on paper.
NEAR = 0.8
Found = tuple[float, Row, str]
History = Callable[[str, str], Sequence[Mapping[str, Any]]]


def trends(rows: Iterable[Row], plan: Scope, history: History) -> tuple[tuple[Trend, ...], int]:
    """Lines for the checks with `trend: true`, nearest to their limit first, and how many were left out.

    A check over instances (mounts, certificates) gets the line of the instance nearest to its limit.
    """
    ranked = [found for row in rows if (found := _nearest(row, plan)) is not None]
    ranked.sort(key=lambda item: (-item[0], item[1].host, item[1].check))
    chosen = [_trend(found, plan, history) for found in ranked[:SHOWN]]
    return tuple(chosen), len(ranked) - len(chosen)


def _nearest(row: Row, plan: Scope) -> Found | None:
    check = plan.check(row.check)
    values = numbers(row.found) if check.trend else {}
    if not values:
        return None
    limit = _number(row.expected)
    nearness = {name: _nearness(value, limit, check.rule) for name, value in values.items()}
    instance = max(sorted(nearness), key=lambda name: nearness[name])
    return nearness[instance], row, instance


def _nearness(value: float, limit: float | None, rule: str) -> float:
    """1 at the limit, more beyond it, and negative for a number that nobody limits."""
    if limit is None or rule not in ("at_most", "at_least"):
        return -1.0
    above, below = (value, limit) if rule == "at_most" else (limit, value)
    return above / below if below > 0 else float(above > below) * 1e9 + (above == below)


def _trend(found: Found, plan: Scope, history: History) -> Trend:
    nearness, row, instance = found
    check, limit = plan.check(row.check), _number(row.expected)
    past = history(row.host, row.check)[-POINTS:]
    last = numbers(row.found)[instance]
    bounded = limit is not None and check.rule in ("at_most", "at_least")
    points = tuple(numbers(body.get("found")).get(instance) for body in past) or (last,)
    deviates = row.verdict is Verdict.DEVIATES
    return Trend(
        place=plan.place(row.host),
        title=f"{check.title} {instance}".strip(),
        unit=check.unit,
        points=points,
        limit=limit if bounded else None,
        upper=check.rule == "at_most",
        last=scalar_text(round(last, 2), check.unit),
        limit_text=_limit_text(check.rule, limit, check.unit) if bounded else "",
        span=f"{_instant(past[0])} 起 {len(past)} 次" if past else "首次",
        deviates=deviates,
        telling=_telling(points, deviates, nearness),
    )


def _telling(points: Sequence[float | None], deviates: bool, nearness: float) -> bool:
    seen = [point for point in points if point is not None]
    return len(seen) > 1 and (deviates or (nearness >= NEAR and min(seen) < max(seen)))


def _limit_text(rule: str, limit: float | None, unit: str) -> str:
    return f"{'≤' if rule == 'at_most' else '≥'} {scalar_text(limit or 0, unit)}"


def _instant(body: Mapping[str, Any]) -> str:
    return instant_text(body.get("at") or "")[5:10]


def numbers(value: Value | None) -> dict[str, float]:
    """The numbers in a value by their instances; one alone is the instance ""."""
    if isinstance(value, Mapping):
        return {name: number for name, item in value.items() if (number := _number(item)) is not None}
    alone = _number(value)
    return {} if alone is None else {"": alone}


def _number(value: Value | None) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
