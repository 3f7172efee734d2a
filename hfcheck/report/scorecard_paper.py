"""The month's sheet (月考核表) in the form of the tender's annex: five columns, fifteen items, sum, opinion, remark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from hfcheck.kinds import Party
from hfcheck.report.paper import Cell, Grid, Head, Paper, Row, Section
from hfcheck.report.paper_words import PREVIEW, SERVICE, Issue, month_text, points_cell, signings
from hfcheck.report.record import Notice
from hfcheck.scorecard import ItemSheet, Sheet

FILE = "scorecard"
POINTS = "month_points"
HEADS = (
    Head("序号", 6, "centre"),
    Head("考核类别", 14, "centre"),
    Head("具体内容", 44),
    Head("扣分标准", 30),
    Head("当月扣分", 10, "centre"),
)
OPINION = "考核小组意见："
REMARK = "备注：考核小组成员由采购专班、科技信息部、网办政务服务部组成。"
OPINION_LINES = 4
SIGNERS = {Party.SUPPLIER: "供应商", Party.CENTRE: "考核小组"}


def scorecard_paper(sheet: Sheet, issue: Issue) -> Paper:
    """The sheet of a month. Not finalised it is a preview (试算); an open item shows 待定, never 0."""
    grid = Grid("form", "", HEADS, (*_items(sheet.items), *_closing(sheet)))
    return Paper(
        file=FILE,
        title=f"{SERVICE} {month_text(sheet.month)}考核表",
        subtitle=subtitle(sheet),
        centre=issue.contract.centre,
        made=issue.made,
        notices=tuple(_notices(sheet)),
        sections=(Section("form", "", grids=(grid,)),),
        signings=signings(SIGNERS, sheet.signed),
        watermark="" if sheet.final else PREVIEW,
        seal=issue.seal if sheet.final else None,
    )


def subtitle(sheet: Sheet) -> str:
    """Which state of the month this is."""
    return f"定稿第 {sheet.revision} 版" if sheet.final else "试算，未定稿"


def _notices(sheet: Sheet) -> Iterator[Notice]:
    if not sheet.final:
        number = len(sheet.obstacles)
        yield Notice("试算，不作为结算依据", (f"尚有 {number} 项待处理，见《扣分明细》。",) if number else ())


def _items(items: tuple[ItemSheet, ...]) -> Iterator[Row]:
    """One row an item; the first of a category spans the others'."""
    for category, group in groupby(items, lambda item: item.category):
        members = list(group)
        for place, item in enumerate(members):
            spanning = None if place else Cell(category, rows=len(members))
            # The number is a label, not a quantity.
            yield Cell(str(item.item)), spanning, Cell(item.words), Cell(item.standard), points_cell(item.points)


def _closing(sheet: Sheet) -> Iterator[Row]:
    covered = (None,) * (len(HEADS) - 1)
    total = points_cell(sheet.total, name=POINTS, formula="SUM({above})", tone="strong")
    yield Cell("合计", tone="strong", columns=len(HEADS) - 1), *covered[1:], total
    yield Cell(OPINION, columns=len(HEADS), lines=OPINION_LINES), *covered
    yield Cell(REMARK, columns=len(HEADS)), *covered
