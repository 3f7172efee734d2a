"""A paper as a Word document, from a template that the centre may replace by its own.

`hfcheck template NAME` exports ours (templates/paper.docx, the same for every paper); the centre's own is
`templates/<file>.docx` of the data directory. A template is a Word file with tags of docxtpl (Jinja): {{ … }} puts a
text in, {%p … %} stands alone in a paragraph, {%tr … %} in a row, {{p … }} replaces its paragraph. It may use

    title, subtitle, centre, made, file, watermark      texts
    head, signing_table    ready tables, the second with the code of the ledger; "" without any: {{p head }}
    facts       list of label, value, wide
    notices     list of title, lines, stop
    sections    list of name, title, level, paragraphs, charts, grids; section["NAME"] is one of them
    charts      of a section: list of name, title, picture; chart["NAME"] is one of them
    grids       of a section: list of name, title, about, empty, heads, rows, table; grid["NAME"] is one of them
                heads: title, align; rows: lists of cells or none; cells: text, number, tone, rows, columns
                table: the ready table, {{p grid["NAME"].table }}
    named       the texts of the cells that have a name: {{ named["month_points"] }}
    signings    list of title, names, state
    seal        code, seq, picture (QR); code is "" for a preview

and nothing else: a name that is not there is an error, and so is reaching for Python's inside. What a template is given
is text, never a template: tags in it stay what they are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import jinja2
from docx.enum.section import WD_ORIENT
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.shared import Length, Mm
from docxtpl import DocxTemplate, InlineImage  # type: ignore[import-untyped]
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import escape

from hfcheck.errors import RenderError
from hfcheck.report import charts
from hfcheck.report.drawing import qr_png
from hfcheck.report.paper import Chart, Grid, Paper, Section
from hfcheck.report.paper_docx_parts import boxes, cell_data, code, signing, table
from hfcheck.report.text import Printer, printable

OURS = Path(__file__).parent / "templates" / "paper.docx"
QR_WIDTH = Mm(22)
# What no XML document may hold, and what changes the direction of the text around it.
UNFIT = re.compile(
    "[^\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|[\\u202a-\\u202e\\u2066-\\u2069]|[\\x7f-\\x9f]"
)
# The zip format knows no time before 1980; a document's own date is in its properties.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# What can go wrong with a file that is not a Word document, or with the tags in one that is.
UNREADABLE = (OpcError, BadZipFile, KeyError, ValueError, OSError, SyntaxError)
FAULTS = (jinja2.TemplateError, SyntaxError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError)
WORDS_LIMIT = 300


class Legal(Printer):
    """Drops the characters that a Word document cannot hold; everything else was made printable before."""

    def line(self, text: str) -> str:
        """The text without them."""
        return UNFIT.sub("", text)


class Later:
    """What a template can print and nothing else: a picture belongs to the part of the document that prints it."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __html__(self) -> str:
        return self._make()


class Template(DocxTemplate):  # type: ignore[misc]
    """A template whose result must be well-formed: docxtpl alone would leave out what it does not understand."""

    def fix_tables(self, xml: str) -> Any:
        """Check the document's text before its tables are put right; raises SyntaxError, as lxml does."""
        parse_xml(xml)
        return super().fix_tables(xml)


def render(paper: Paper, templates: Path | None = None) -> bytes:
    """The docx file, from `<file>.docx` in the directory of the centre's templates where there is one, else from ours.

    Raises RenderError when the template is not a Word document, asks for what there is not, or is not well-formed.
    """
    paper = printable(paper, Legal(()))
    own = templates / f"{paper.file}.docx" if templates else None
    source = own if own and own.is_file() else OURS
    document = _opened(source)
    width = _turned(document, paper.landscape)
    environment = SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    try:
        document.render(_context(paper, document, width), environment)
    except FAULTS as problem:
        raise RenderError(f"expected a template that can be filled at {source}, found {_words(problem)}") from problem
    _properties(document, paper)
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue())


def _opened(source: Path) -> Template:
    document = Template(io.BytesIO(_read(source)))
    try:
        document.init_docx()
    except UNREADABLE as problem:
        raise RenderError(f"expected a Word document (docx) at {source}, found {_words(problem)}") from problem
    return document


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as problem:
        raise RenderError(f"expected a template at {source}, found: {problem.strerror}") from problem


def _words(problem: Exception) -> str:
    """What was wrong, with the line of the template where it is known, on one line of bounded length."""
    near = " / ".join(filter(None, (line.strip() for line in getattr(problem, "docx_context", ()))))
    text = f"{type(problem).__name__}: {problem}" + (f" near {near!r}" if near else "")
    return " ".join(text.split())[:WORDS_LIMIT]


def _turned(document: Template, landscape: bool) -> int:
    """Turn the pages as the paper wants them; the width of their text in twentieths of a point."""
    wanted = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    for part in document.docx.sections:
        if part.orientation != wanted:
            part.orientation, part.page_width, part.page_height = wanted, part.page_height, part.page_width
    last = document.docx.sections[-1]
    return int((last.page_width - last.left_margin - last.right_margin) / Length(635))


def _context(paper: Paper, document: Template, width: int) -> dict[str, Any]:
    sections = [_section(section, document, width) for section in paper.sections]
    seal = _seal(paper, document)
    return {
        **{name: getattr(paper, name) for name in ("file", "title", "subtitle", "centre", "watermark")},
        "made": f"{paper.made.year}年{paper.made.month}月{paper.made.day}日",
        "facts": [{"label": fact.label, "value": fact.value, "wide": fact.wide} for fact in paper.facts],
        "head": boxes(paper.boxes(), width) if paper.facts else "",
        "notices": [{"title": item.title, "lines": list(item.lines), "stop": item.stop} for item in paper.notices],
        "sections": sections,
        "section": _by_name(sections),
        "chart": _by_name([chart for section in sections for chart in section["charts"]]),
        "grid": _by_name([grid for section in sections for grid in section["grids"]]),
        "named": {
            cell.name: cell.text for grid in paper.grids() for row in grid.rows for cell in row if cell and cell.name
        },
        "signings": [{"title": item.title, "names": item.names, "state": item.state} for item in paper.signings],
        "signing_table": _signing(paper, seal, width),
        "seal": seal,
    }


def _by_name(parts: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {part["name"]: part for part in parts}


def _section(section: Section, document: Template, width: int) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "level": section.level,
        "paragraphs": list(section.paragraphs),
        "charts": [_chart(chart, document, width) for chart in section.charts],
        "grids": [_grid(grid, width) for grid in section.grids],
    }


def _chart(chart: Chart, document: Template, width: int) -> dict[str, Any]:
    picture = InlineImage(document, io.BytesIO(charts.png(chart)), width=Length(width * 635))
    return {"name": chart.name, "title": chart.title, "picture": Later(lambda: str(picture))}


def _grid(grid: Grid, width: int) -> dict[str, Any]:
    return {
        "name": grid.name,
        "title": grid.title,
        "about": grid.about,
        "empty": grid.empty,
        "heads": [{"title": head.title, "align": head.align} for head in grid.heads],
        "rows": [[cell and cell_data(cell) for cell in row] for row in grid.rows],
        "table": table(grid, width),
    }


def _seal(paper: Paper, document: Template) -> dict[str, Any]:
    if paper.seal is None:
        return {"code": "", "seq": "", "picture": ""}
    picture = InlineImage(document, io.BytesIO(qr_png(paper.seal.qr)), width=QR_WIDTH)
    return {"code": paper.seal.code, "seq": paper.seal.seq, "picture": Later(lambda: str(picture))}


def _signing(paper: Paper, seal: Mapping[str, Any], width: int) -> Later | str:
    if paper.seal is None:
        return signing(paper.signings, width) if paper.signings else ""
    words, number = paper.seal.code, paper.seal.seq
    return Later(lambda: signing(paper.signings, width, code(escape(seal["picture"]), words, number)))


def _properties(document: Template, paper: Paper) -> None:
    """What Word shows as the file's properties: nothing of the machine or the hour of making."""
    properties = document.docx.core_properties
    made = paper.made.astimezone(UTC).replace(tzinfo=None)
    properties.title, properties.author, properties.last_modified_by = paper.title[:255], paper.centre[:255], ""
    properties.created, properties.modified, properties.revision = made, made, 1


def repacked(data: bytes) -> bytes:
    """The same zip file with its members in order and without times: the same members, the same bytes."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as before, ZipFile(target, "w") as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = ZipInfo(name, NO_TIME)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            after.writestr(info, before.read(name), compresslevel=9)
    return target.getvalue()
