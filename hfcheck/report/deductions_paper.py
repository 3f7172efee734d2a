"""The details of a month (扣分明细): each deduction with its reason, who said what, and the evidence to check it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hfcheck.calendar import days_of
from hfcheck.clauses import Terms, Value, Version
from hfcheck.report.paper import Cell, Grid, Head, Paper, Row, Section
from hfcheck.report.paper_words import (
    SERVICE,
    Issue,
    heads,
    instant_text,
    month_text,
    points_cell,
    signings,
    term_text,
    told,
)
from hfcheck.report.record import Notice
from hfcheck.report.scorecard_paper import SIGNERS, subtitle
from hfcheck.rulings import Outcome
from hfcheck.scorecard import STAGES, ItemSheet, Line, Obstacle, Sheet

FILE = "deductions"
TOTAL = "deduction_points"
HASH_SHOWN = 16
LINES = (
    Head("扣分编号", 20),
    Head("发生时间", 13, "centre"),
    Head("事由", 36),
    Head("阶段与意见", 28),
    Head("应扣", 7, "centre"),
    Head("计扣", 7, "centre"),
)
TERMS = heads(("参数", 22), ("名称", 30), ("取值", 18), ("生效日期", 14), ("依据", 36))
EVIDENCE = heads(("扣分编号", 22), ("台账条目", 26), ("序号与哈希", 24), ("所称时间／收到时间", 24), ("记录人", 10))
RAW = heads(("台账条目", 34), ("原始证据 SHA-256", 66))


@dataclass(frozen=True, slots=True)
class Traced:
    """A ledger entry as paper names it. `raw`: SHA-256 of the raw outputs, photographs or scans that it names."""

    id: str
    seq: int
    hash: str
    claimed: datetime | None
    received: datetime
    by: str
    raw: tuple[str, ...] = ()


Trace = Mapping[str, Traced]


def deductions_paper(sheet: Sheet, terms: Terms, trace: Trace, issue: Issue) -> Paper:
    """Every line of a sheet. `terms` are those in force with their supplements; `trace` holds the entries by id."""
    lines = [line for item in sheet.items for line in item.lines]
    used = [item for item in sheet.items if item.lines]
    sections = (
        Section("lines", "一、扣分事项", grids=(_lines(sheet, used),)),
        Section("obstacles", "二、待处理事项", grids=(_obstacles(sheet.obstacles),)),
        Section("terms", "三、适用条款与数值", paragraphs=tuple(map(_clause, used)), grids=(_terms(sheet, terms),)),
        Section("evidence", "四、证据", grids=tuple(_evidence(lines, trace))),
    )
    return Paper(
        file=FILE,
        title=f"{SERVICE} {month_text(sheet.month)}扣分明细",
        subtitle=subtitle(sheet),
        centre=issue.contract.centre,
        made=issue.made,
        facts=issue.head(),
        notices=() if sheet.final else (Notice("试算，不作为结算依据"),),
        sections=sections,
        signings=signings(SIGNERS, sheet.signed),
        watermark="" if sheet.final else "试算",
        seal=issue.seal if sheet.final else None,
        landscape=True,
    )


def _lines(sheet: Sheet, used: Iterable[ItemSheet]) -> Grid:
    rows = [_line(line) for item in used for line in item.lines]
    total = points_cell(sheet.total, name=TOTAL, formula="SUM({above})", tone="strong")
    covered = (None,) * (len(LINES) - 2)
    closing: Row = (Cell("合计", tone="strong", columns=len(LINES) - 1), *covered, total)
    return Grid("lines", "", LINES, (*rows, closing) if rows else (), empty="本月没有扣分事项。")


def _line(line: Line) -> Row:
    return (
        Cell(line.id),
        Cell(instant_text(line.at)),
        Cell(line.reason),
        Cell("；".join(one for one in (STAGES[line.stage], line.said, _settles(line)) if one)),
        points_cell(line.proposed),
        points_cell(line.points),
    )


def _settles(line: Line) -> str:
    return f"解决办法：{line.settles}" if line.settles and line.outcome is Outcome.UNDETERMINED else ""


def _clause(item: ItemSheet) -> str:
    return f"第 {item.item} 项（{item.category}）：{item.words}——{item.standard}"


def _obstacles(obstacles: Iterable[Obstacle]) -> Grid:
    rows = tuple(told(one.what, one.sentence, one.settles or "—") for one in obstacles)
    columns = heads(("事项", 26), ("待处理的问题", 44), ("解决办法", 30))
    return Grid("obstacles", "", columns, rows, empty="没有待处理事项。")


def _terms(sheet: Sheet, terms: Terms) -> Grid:
    """The values of the items that have lines, and what is common to all; a value that changed has two rows."""
    asked = tuple(f"{item.item}." for item in sheet.items if item.lines)
    values = [value for value in terms.values.values() if value.name.startswith(asked)]
    days = list(days_of(*map(int, sheet.month.split("-"))))
    rows = [_term(value, version) for value in values for version in _in_force(value, days)]
    return Grid("terms", "数值与来源", TERMS, tuple(rows), empty="本月没有适用的条款。")


def _in_force(value: Value, days: Sequence[date]) -> Iterator[Version]:
    found: dict[date, Version] = {}
    for day in days:
        if any(version.since <= day for version in value.versions):
            version = value.on(day)
            found[version.since] = version
    yield from found.values()


def _term(value: Value, version: Version) -> Row:
    return told(value.name, value.title, term_text(value, version.value), version.since.isoformat(), version.source)


def _evidence(lines: Sequence[Line], trace: Trace) -> Iterator[Grid]:
    rows = [_entry(line, name, trace.get(name)) for line in lines for name in line.evidence]
    about = "哈希为前 16 位，凭序号可在台账中查到全文；补录见两个时间之差。"
    yield Grid("entries", "台账条目", EVIDENCE, tuple(rows), empty="没有台账条目。", about=about)
    named = [trace[name] for name in dict.fromkeys(one for line in lines for one in line.evidence) if name in trace]
    raw = [told(entry.id, digest) for entry in named for digest in entry.raw]
    yield Grid("raw", "原始证据", RAW, tuple(raw), empty="所列条目没有引用原始证据文件。")


def _entry(line: Line, name: str, entry: Traced | None) -> Row:
    if entry is None:
        return Cell(line.id), Cell(name), Cell("台账中未找到", tone="bad"), Cell("—"), Cell("—")
    times = f"{instant_text(entry.claimed)}／{instant_text(entry.received)}"
    return told(line.id, name, f"{entry.seq}-{entry.hash[:HASH_SHOWN]}", times, entry.by)
