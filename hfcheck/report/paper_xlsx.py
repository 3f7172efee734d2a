"""A paper as an Excel workbook that computes: numbers are numbers, totals are formulas, charts are Excel's own.

A form of few rows is one worksheet. In a longer paper a section of level 1 with a table or a chart begins a worksheet,
except the first: it stands on the front sheet between the head and the places to sign. Sections of words alone follow
the one before. Texts are written as texts; those that a spreadsheet could take for a formula carry Excel's quote
prefix.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

from hfcheck.report.drawing import qr_png
from hfcheck.report.paper import Labelled, Paper, Section
from hfcheck.report.paper_xlsx_book import Book
from hfcheck.report.paper_xlsx_page import Page
from hfcheck.report.record import Notice

# Up to how many rows a paper without charts is a form.
FORM_ROWS = 40
# Room to sign by hand.
SIGNING_LINES = 5
PEN = "签字：                    日期：        年    月    日"
# The breadth at the right end that is left to the QR symbol.
QR_PIXELS = 90


def render(paper: Paper) -> bytes:
    """The xlsx file; raises RenderError for a name or a formula that a paper may not use."""
    target = io.BytesIO()
    book = Book(paper, target)
    first, *others = sheets(paper.sections)
    _front(book, first)
    for sections in others:
        page = Page(book, sections[0].title, sections, boxes=False)
        for section in sections:
            page.section(section)
        page.close()
    book.file.close()
    return target.getvalue()


def sheets(sections: Sequence[Section]) -> list[Sequence[Section]]:
    """The sections of each worksheet: all of a form, else one of level 1 and those that follow it."""
    rows = sum(len(grid.rows) for section in sections for grid in section.grids)
    if rows <= FORM_ROWS and not any(section.charts for section in sections):
        return [sections]
    ones = [number for number, section in enumerate(sections) if number == 0 or section.level == 1]
    chapters = [sections[start:end] for start, end in pairwise((*ones, len(sections)))]
    found: list[Sequence[Section]] = []
    for chapter in chapters:
        # The front sheet ends with the places to sign.
        if len(found) > 1 and not any(section.charts or section.grids for section in chapter):
            found[-1] = (*found[-1], *chapter)
        else:
            found.append(chapter)
    return found


def _front(book: Book, sections: Sequence[Section]) -> None:
    """The sheet that is signed: head, notices, the first section, the places to sign and the ledger's code."""
    paper = book.paper
    page = Page(book, paper.title, sections, boxes=True)
    page.across(paper.centre, "centre")
    page.across(paper.title, "title", lines=2)
    if paper.subtitle:
        page.across(paper.subtitle, "centre")
    for notice in paper.notices:
        _notice(page, notice)
    page.boxes(paper.boxes())
    for section in sections:
        page.section(section)
    page.gap()
    _signing(page, paper)
    page.close()


def _signing(page: Page, paper: Paper) -> None:
    """The places to sign, and the ledger's code as words below and as a symbol at their right end."""
    top = page.row
    signings = [(Labelled(item.title, f"{item.names}\n{item.state}\n{PEN}"),) for item in paper.signings]
    page.boxes(signings, SIGNING_LINES)
    if paper.seal:
        lines = 1 if signings else SIGNING_LINES
        page.across(f"台账编码 {paper.seal.code}（第 {paper.seal.seq} 条）", "text", lines)
        page.picture(io.BytesIO(qr_png(paper.seal.qr)), top, QR_PIXELS)


def _notice(page: Page, notice: Notice) -> None:
    page.across("\n".join((notice.title, *(f"· {line}" for line in notice.lines))), "stop" if notice.stop else "notice")
