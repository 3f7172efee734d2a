"""The empty workbook to fill in: a sheet for each kind of fact, as `hfcheck import` reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from hfcheck.errors import InputError
from hfcheck.intake import HEADERS, SAID
from hfcheck.kinds import KINDS, Kind
from hfcheck.kinds.fields import Field, Shape, fields_of
from hfcheck.statements import Envelope

ROWS = 1000  # so many rows have their drop-down lists and formats
FORMATS = {Shape.INSTANT: "yyyy-mm-dd hh:mm", Shape.DAY: "yyyy-mm-dd", Shape.NUMBER: "0", Shape.MONEY: "0.00"}
WIDTHS = {Shape.INSTANT: 18, Shape.DAY: 12, Shape.FLAG: 10, Shape.NUMBER: 10}
CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - xlsx knows no zones; a fixed date, so that two forms are the same bytes


def write_form(path: Path) -> None:
    """Write the form; raises InputError for a name that is taken, or that no file can be written under."""
    try:
        with path.open("xb") as file, xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            book.set_properties({"title": "事项登记表", "created": CREATED})
            for kind in KINDS.values():
                _sheet(book, kind)
    except FileExistsError:
        raise InputError(f"expected no file at {path} yet, found one") from None
    except OSError as problem:
        raise InputError(f"expected a form to be written at {path}, found: {problem.strerror}") from problem


def columns(kind: type[Kind]) -> Iterator[tuple[str, Field]]:
    """The columns of a kind's sheet: the name of each in the second row, and its field."""
    envelope = fields_of(Envelope)
    yield from ((name, envelope[name]) for name in ("subject", "at", "by"))
    for name, field in fields_of(kind).items():
        yield (SAID + name if name in envelope else name), field
    yield from ((name, envelope[name]) for name in ("corrects", "because", "withdraws"))


def _sheet(book: Any, kind: type[Kind]) -> None:
    sheet = book.add_worksheet(kind.title)
    heading = book.add_format({"bold": True, "bg_color": "#DDE6EE", "border": 1})
    name_format = book.add_format({"font_color": "#777777", "italic": True, "border": 1})
    for column, (name, field) in enumerate(columns(kind)):
        must = field.needed and not (name == "subject" and kind.subject)
        sheet.write_string(0, column, f"{field.title}{'*' if must else ''}", heading)
        sheet.write_string(1, column, name, name_format)
        if field.about:
            sheet.write_comment(0, column, field.about)
        form = book.add_format({"num_format": FORMATS.get(field.shape, "@")})
        sheet.set_column(column, column, WIDTHS.get(field.shape, 20), form)
        _choices(sheet, column, field)
    sheet.freeze_panes(HEADERS, 1)


def _choices(sheet: Any, column: int, field: Field) -> None:
    words = ["是", "否"] if field.shape is Shape.FLAG else list(field.words.values())
    if words:
        told = {"error_title": field.title, "error_message": f"请从列表中选择{field.title}"}
        sheet.data_validation(
            HEADERS, column, HEADERS + ROWS - 1, column, {"validate": "list", "source": words, **told}
        )
