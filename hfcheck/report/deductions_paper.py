"""The details of a month (扣分明细): each deduction with its reason, who said what, and the evidence to check it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

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
from hfcheck.scorecard import STAGES, ItemSheet, Line, Obstacle, Sheet, in_month
from hfcheck.trail import Step

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
EVIDENCE = heads(
    ("扣分编号", 20), ("台账条目", 22), ("序号与哈希", 20), ("所称／收到时间", 30), ("记录人", 8), ("签名", 10)
)
RAW = heads(("台账条目", 30), ("原始证据", 12), ("SHA-256", 58))
RAW_WORDS: Mapping[str, str] = {"evidence": "原始输出", "plan": "巡检计划", "paper": "扫描件", "photo": "现场照片"}

Trails = Mapping[str, Sequence[Step]]
"""The number of each deduction → the ledger entries that its evidence leads to."""


def deductions_paper(sheet: Sheet, terms: Terms, trails: Trails, issue: Issue) -> Paper:
    """Every line of a sheet. `terms` are those in force with their supplements; `trails` lead to the evidence."""
    lines = [line for item in sheet.items for line in item.lines]
    used = [item for item in sheet.items if item.lines]
    sections = (
        Section("lines", "一、扣分事项", grids=(_lines(sheet, used),)),
        Section("obstacles", "二、待处理事项", grids=(_obstacles(sheet.obstacles),)),
        Section("terms", "三、适用条款与数值", paragraphs=tuple(map(_clause, used)), grids=(_terms(sheet, terms),)),
        Section("evidence", "四、证据", grids=tuple(_evidence(lines, trails))),
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
    rows = [_term(value, version) for value in values for version in in_month(value, sheet.month)]
    return Grid("terms", "数值与来源", TERMS, tuple(rows), empty="本月没有适用的条款。")


def _term(value: Value, version: Version) -> Row:
    return told(value.name, value.title, term_text(value, version.value), version.since.isoformat(), version.source)


def _evidence(lines: Sequence[Line], trails: Trails) -> Iterator[Grid]:
    about = f"哈希为前 {HASH_SHOWN} 位，凭序号可在台账中查到全文。"
    rows = tuple(row for line in lines for row in _entries(line, trails.get(line.id, ())))
    yield Grid("entries", "台账条目", EVIDENCE, rows, empty="没有台账条目。", about=about)
    steps = {step.id: step for line in lines for step in trails.get(line.id, ())}
    raw = [told(step.id, RAW_WORDS.get(what, what), digest) for step in steps.values() for what, digest in step.raw]
    yield Grid("raw", "原始证据", RAW, tuple(raw), empty="所列条目没有引用原始证据文件。")


def _entries(line: Line, steps: Sequence[Step]) -> Iterator[Row]:
    for step in steps:
        times = f"{instant_text(step.claimed)}／{instant_text(step.received)}" + "（补录）" * step.late
        signed = "、".join(dict.fromkeys(name for name, _ in step.signed)) or "—"
        yield told(line.id, step.id, f"{step.seq}-{step.hash[:HASH_SHOWN]}", times, step.by or "—", signed)
    if not line.evidence:
        yield Cell(line.id), Cell("台账中没有该事项的条目，以缺少记录为据"), *map(Cell, "————")
    for name in line.evidence:
        if name not in {step.id for step in steps}:
            yield Cell(line.id), Cell(name), Cell("台账中未找到", tone="bad"), *map(Cell, "———")
