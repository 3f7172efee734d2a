"""What changed between a finalised sheet and a later view of the same month."""

from __future__ import annotations

from collections.abc import Iterator

from hfcheck.scorecard.form import STAGES, Line, Sheet


def differs(before: Sheet, now: Sheet) -> tuple[str, ...]:
    """One Chinese sentence for each thing that changed; none when both say the same. Signatures are not looked at."""
    old, new = _lines(before), _lines(now)
    return (
        *(f"{name}：原无此项，现为{_state(line)}" for name, line in new.items() if name not in old),
        *(f"{name}：原为{_state(line)}，现无此项" for name, line in old.items() if name not in new),
        *(sentence for name, line in old.items() if name in new for sentence in _changed(line, new[name])),
        *_totals(before, now),
        *(f"新增未决：{one.what}：{one.sentence}" for one in now.obstacles if one not in before.obstacles),
    )


def _lines(sheet: Sheet) -> dict[str, Line]:
    return {line.id: line for item in sheet.items for line in item.lines}


def _state(line: Line) -> str:
    return f"{STAGES[line.stage]} {_points(line.points)}"


def _points(points: int | None) -> str:
    return "待定" if points is None else f"{points} 分"


def _changed(old: Line, new: Line) -> Iterator[str]:
    if (old.stage, old.points) != (new.stage, new.points):
        yield f"{new.id}：原为{_state(old)}，现为{_state(new)}"
    if (old.outcome, old.proposed, old.at, old.reason) != (new.outcome, new.proposed, new.at, new.reason):
        yield f"{new.id}：事实有变，原为“{old.reason}”，现为“{new.reason}”"
    if old.said != new.said:
        yield f"{new.id}：双方意见有变，现为“{new.said}”"
    if set(old.evidence) != set(new.evidence):
        count = len(set(new.evidence) ^ set(old.evidence))
        yield f"{new.id}：依据的台账记录有 {count} 条不同"


def _totals(before: Sheet, now: Sheet) -> Iterator[str]:
    words = {item.item: (item.category, item.words, item.standard) for item in before.items}
    for item in now.items:
        if words.get(item.item) != (item.category, item.words, item.standard):
            yield f"第 {item.item} 项的条文与定稿时不同"
    if before.total != now.total:
        yield f"合计：原为 {_points(before.total)}，现为 {_points(now.total)}"
