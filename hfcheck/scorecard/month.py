"""A month as it stands today: the fifteen items with their lines, and all that stands in the way of finalising it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from shlex import quote

from hfcheck.calendar import days_of, end_of
from hfcheck.clauses import Item
from hfcheck.errors import ContentError, InputError
from hfcheck.incidents import Candidate
from hfcheck.rulings import Case, Outcome, Ruling, by, clock, local_date, terms_in_force
from hfcheck.scorecard.flow import Flow, extended
from hfcheck.scorecard.form import ItemSheet, Line, Obstacle, Sheet, Stage

DEDUCTIONS = frozenset({Outcome.BREACHED, Outcome.UNDETERMINED})


def sheet(case: Case, rulings: Sequence[Ruling], candidates: Iterable[Candidate], month: str) -> Sheet:
    """The preview of a month of the service; raises InputError for another month, ContentError for an unknown item."""
    _check(case, rulings, month)
    flow, mine = Flow.of(case.book), [ruling for ruling in rulings if ruling.month == month]
    lines = [flow.line(ruling) for ruling in mine if ruling.outcome in DEDUCTIONS]
    obstacles = (
        *_over(case, month),
        *(_open(line) for line in lines if line.stage in OPEN),
        *_beyond(case, lines),
        *flow.unfit(mine),
        *_running(mine),
        *flow.stray(rulings),
        *extended(case.book),
        *_unusable(case),
        *_untriaged(candidates, *span(case, month)),
    )
    return Sheet(month, tuple(_item(item, lines) for _, item in sorted(case.terms.items.items())), obstacles)


def span(case: Case, month: str) -> tuple[datetime, datetime]:
    """The part of a month that is served, from its beginning up to but not including its end."""
    days = tuple(days_of(*map(int, month.split("-"))))
    first = max(days[0], case.contract.first_day)
    return datetime.combine(first, datetime.min.time(), case.begins.tzinfo), min(end_of(days[-1]), case.ends)


def _check(case: Case, rulings: Iterable[Ruling], month: str) -> None:
    months = tuple(case.months())
    if month not in months:
        raise InputError(f"expected a month of the service ({months[0]} to {months[-1]}), found {month!r}")
    unknown = {ruling.item for ruling in rulings} - set(case.terms.items)
    if unknown:
        raise ContentError(f"expected rulings of items that the terms hold, found item {min(unknown)}")


def _item(item: Item, lines: Iterable[Line]) -> ItemSheet:
    mine = tuple(line for line in lines if line.item == item.number)
    points = [line.points for line in mine if line.points is not None]
    total = sum(points) if len(points) == len(mine) else None
    return ItemSheet(item.number, item.category, item.words, item.standard, total, mine)


OPEN = {
    Stage.CANDIDATE: "拟扣 {points} 分，供应商尚未确认，考核小组尚未认定",
    Stage.REVIEW: "{reason}",
    Stage.DISPUTED: "供应商已申诉，考核小组尚未认定",
}


def _open(line: Line) -> Obstacle:
    return Obstacle(line.id, OPEN[line.stage].format(points=line.points, reason=line.reason), line.settles)


def _beyond(case: Case, lines: Iterable[Line]) -> Iterator[Obstacle]:
    """The group picks among what the annex gives; where the annex gives no number, it is free."""
    terms = terms_in_force(case.terms, case.book)
    for line in lines:
        highest = terms.highest(line.item, local_date(line.at))
        if line.stage is Stage.DECIDED and highest is not None and (line.points or 0) > highest:
            yield Obstacle(line.id, f"认定 {line.points} 分，超过扣分标准的每次 {highest} 分", "重新认定")


def _over(case: Case, month: str) -> Iterator[Obstacle]:
    _, end = span(case, month)
    if case.now < end:
        yield Obstacle(month, "本月尚未结束", f"{by(end)} 后定稿")


def _running(rulings: Iterable[Ruling]) -> Iterator[Obstacle]:
    for ruling in rulings:
        if ruling.outcome is Outcome.RUNNING:
            yield Obstacle(ruling.id, f"时限未到：{ruling.reason}", f"{by(ruling.at)} 前处理，或到期后定稿")


def _unusable(case: Case) -> Iterator[Obstacle]:
    """Records of any month: one that cannot be read does not say to which it belongs."""
    for flaw in case.book.flaws:
        yield Obstacle(flaw.record, flaw.sentence, "更正或撤回该记录")
    for flaw in case.book.unsigned:
        yield Obstacle(flaw.record, flaw.sentence, f"签字：hfcheck sign {quote(flaw.record)} --as 姓名；或撤回该记录")


def _untriaged(candidates: Iterable[Candidate], begin: datetime, end: datetime) -> Iterator[Obstacle]:
    """What the inspections saw in the month and nobody has looked at, also when it began before or goes on."""
    for one in candidates:
        if not one.triaged and one.first < end and (one.cleared is None or one.cleared >= begin):
            hosts = "、".join(one.hosts[:3]) + (f" 等 {len(one.hosts)} 台" if len(one.hosts) > 3 else "")
            item = f"（第 {one.item} 项线索）" if one.item else ""
            sentence = f"候选事件未处理{item}：{one.title}（{hosts}，{clock(one.first)} 起）"
            yield Obstacle(one.id, sentence, "登记为事项，或判定不构成扣分事项")
