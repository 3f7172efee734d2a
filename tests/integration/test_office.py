"""Papers in a real office program: LibreOffice computes what Python wrote, and prints the form on one page.

openpyxl keeps formulas and drops the values that were written with them, so what comes back was computed anew.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest

from hfcheck.papers_desk import write_month, write_settlement
from hfcheck.report import fonts, paper_docx, paper_xlsx
from hfcheck.report.deductions_paper import deductions_paper
from hfcheck.report.paper import Cell, Grid, Head, Paper, Section
from hfcheck.report.scorecard_paper import scorecard_paper
from hfcheck.report.settlement_paper import settlement_paper
from hfcheck.settlement import Deduction, settle
from hfcheck.terms import terms
from tests.integration.rich_month import MONTH, settled
from tests.unit.report import sample_paper, sample_sheet

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
Convert = Callable[[Mapping[str, bytes], str], dict[str, bytes]]
# The papers name Chinese office typefaces; the project's own font stands in for them here.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>{aliases}</fontconfig>"""
ALIAS = '<alias binding="same"><family>{name}</family><prefer><family>{family}</family></prefer></alias>'


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Takes files by name and the wanted ending, and returns what LibreOffice made of them, by name without ending."""
    root = tmp_path_factory.mktemp("office")
    aliases = "".join(ALIAS.format(name=name, family=fonts.FAMILY) for name in ("宋体", "黑体"))
    config = root / "fonts.conf"
    config.write_text(FONTS.format(fonts=escape(str(fonts.FONTS)), cache=root / "cache", aliases=aliases))
    options = [f"-env:UserInstallation={(root / 'profile').as_uri()}", "--headless", "--norestore"]

    def run(files: Mapping[str, bytes], ending: str) -> dict[str, bytes]:
        folder = root / f"{ending}-{len(list(root.iterdir()))}"
        (folder / "out").mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        arguments = [*options, "--convert-to", ending, "--outdir", folder / "out", *(folder / name for name in files)]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(root), "FONTCONFIG_FILE": str(config)}
        subprocess.run([str(SOFFICE), *arguments], check=True, capture_output=True, timeout=180, env=environment)
        return {path.stem: path.read_bytes() for path in (folder / "out").iterdir()}

    return run


def papers() -> dict[str, Paper]:
    final, points = sample_sheet.final_sheet(), dict.fromkeys(("2025-08", "2025-09", "2025-10", "2025-11"), 7)
    settlement = settle(sample_sheet.CONTRACT, points | {"2025-12": 487}, terms())
    return {
        "form": sample_paper.form(settled=True),
        "report": sample_paper.report(),
        "scorecard": scorecard_paper(final, sample_sheet.issue()),
        "deductions": deductions_paper(final, terms(), sample_sheet.trails(), sample_sheet.issue()),
        "settlement": settlement_paper(settlement, sample_sheet.issue()),
    }


def changed(data: bytes, inputs: Mapping[str, float]) -> bytes:
    """The workbook with other numbers in cells by their names, and without any computed value."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, value in inputs.items():
        place(book, name).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def place(book: Any, name: str) -> Any:
    sheet, cell = book.defined_names[name].attr_text.split("!")
    return book[sheet.strip("'")][cell.replace("$", "")]


def computed(data: bytes, like: bytes) -> Iterator[tuple[str, Any]]:
    """Place and value of every cell that has a formula in the workbook `like`."""
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in openpyxl.load_workbook(io.BytesIO(like)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate}", values[sheet.title][cell.coordinate].value


def test_every_formula_of_every_paper_gives_the_number_that_python_wrote(convert: Convert) -> None:
    written = {name: paper_xlsx.render(paper) for name, paper in papers().items()}
    again = convert({f"{name}.xlsx": changed(data, {}) for name, data in written.items()}, "xlsx")
    counts = {}
    for name, data in written.items():
        expected, found = dict(computed(data, data)), dict(computed(again[name], data))
        assert found == expected, name
        assert None not in expected.values()
        counts[name] = len(expected)
    assert min(counts.values()) >= 1
    assert counts["settlement"] >= 12


def test_the_files_of_a_station_give_the_numbers_that_python_wrote(convert: Convert, tmp_path: Path) -> None:
    station, out = settled(tmp_path / "var"), tmp_path / "out"
    now = station.now()
    files = [
        *write_month(station, MONTH, now, ["xlsx"], out),
        *write_settlement(station, now, ["xlsx"], out),
    ]
    written = {path.stem: path.read_bytes() for path in files}
    again = convert({f"{name}.xlsx": changed(data, {}) for name, data in written.items()}, "xlsx")
    for name, data in written.items():
        assert dict(computed(again[name], data)) == dict(computed(data, data)), name
    totals = {"scorecard": "month_points", "deductions": "deduction_points", "monthly-report": "points_so_far"}
    for name, total in (*totals.items(), ("settlement", "points_total")):
        assert place(openpyxl.load_workbook(io.BytesIO(again[name]), data_only=True), total).value == 5, name


CONTRACTS = [
    (Decimal("337000.00"), 505, date(2025, 8, 1)),
    (Decimal("337000.00"), 506, date(2025, 8, 1)),
    (Decimal("299999.99"), 450, date(2025, 8, 1)),
    (Decimal("337000.00"), 0, date(2025, 9, 11)),
    (Decimal("0.07"), 0, date(2025, 8, 1)),
    (Decimal("337000.01"), 33, date(2025, 8, 18)),
]


def test_the_settlement_follows_when_one_input_is_changed(convert: Convert) -> None:
    months = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12")

    def settled(amount: Decimal, points: int, first: date) -> bytes:
        contract = sample_sheet.CONTRACT.model_copy(update={"amount": amount, "first_day": first})
        owed = {month: 0 for month in months if month >= f"{first:%Y-%m}"} | {"2025-12": points}
        return paper_xlsx.render(settlement_paper(settle(contract, owed, terms()), sample_sheet.issue()))

    expected = {f"case-{number}": settled(*case) for number, case in enumerate(CONTRACTS)}
    # The same contract with another amount, which is then changed in the workbook to the one that Python settled.
    others = {f"case-{number}": settled(Decimal(90000), case[1], case[2]) for number, case in enumerate(CONTRACTS)}
    edited = {
        f"{name}.xlsx": changed(data, {"amount": float(case[0])})
        for (name, data), case in zip(others.items(), CONTRACTS, strict=True)
    }
    again = convert(edited, "xlsx")
    for name, data in expected.items():
        assert dict(computed(again[name], data)) == dict(computed(data, data)), name
    live = openpyxl.load_workbook(io.BytesIO(again["case-2"]), data_only=True)
    assert (place(live, "deduction").value, place(live, "payable").value) == (89999.99, 210000.00)


def test_points_changed_in_the_form_change_its_total(convert: Convert) -> None:
    data = paper_xlsx.render(sample_paper.form(settled=True))
    book = openpyxl.load_workbook(io.BytesIO(data))
    total = place(book, "month_points")
    total.offset(row=-15).value = 9
    target = io.BytesIO()
    book.save(target)
    again = convert({"form.xlsx": target.getvalue()}, "xlsx")["form"]
    assert place(openpyxl.load_workbook(io.BytesIO(again), data_only=True), "month_points").value == 17 - 2 + 9


def test_deductions_of_many_contracts_to_the_fen(convert: Convert) -> None:
    chance = random.Random(20250801)
    cases = [(Decimal(chance.randrange(1, 10**9)) / 100, chance.randrange(1200)) for _ in range(600)]
    data = paper_xlsx.render(_many(cases))
    again = convert({"many.xlsx": changed(data, {})}, "xlsx")["many"]
    found, expected = dict(computed(again, data)), dict(computed(data, data))
    assert len(expected) == 1200
    assert {where: (value, expected[where]) for where, value in found.items() if value != expected[where]} == {}


def _many(cases: list[tuple[Decimal, int]]) -> Paper:
    heads = (Head("合同", 1, number="0.00"), Head("扣分", 1), Head("上限", 1, number="0.00"), Head("扣款", 1))
    rows = tuple(_one(number, amount, points) for number, (amount, points) in enumerate(cases))
    section = Section("many", "", grids=(Grid("many", "", heads, rows),))
    return replace(sample_paper.form(), sections=(section,))


def _one(number: int, amount: Decimal, points: int) -> tuple[Cell, ...]:
    owed = Deduction.of(points, amount, 200, 30)
    cap, both = f"ROUNDDOWN(ROUND(amount_{number}*30%,6),2)", f"MIN(points_{number}*200,cap_{number})"
    return (
        Cell("", amount, name=f"amount_{number}"),
        Cell("", Decimal(points), name=f"points_{number}"),
        Cell("", owed.cap, cap, f"cap_{number}"),
        Cell("", owed.amount, both),
    )


def test_the_form_is_printed_on_one_page(convert: Convert) -> None:
    form = sample_paper.form()
    for ending, data in (("xlsx", paper_xlsx.render(form)), ("docx", paper_docx.render(form))):
        page = convert({f"form.{ending}": data}, "pdf")["form"]
        assert len(re.findall(rb"/Type\s*/Page\b", page)) == 1, ending


def test_all_papers_open_and_print(convert: Convert) -> None:
    every = papers() | {"hostile": sample_paper.hostile()}
    for ending, render in (("docx", paper_docx.render), ("xlsx", paper_xlsx.render)):
        made = convert({f"{name}.{ending}": render(paper) for name, paper in every.items()}, "pdf")
        assert set(made) == set(every)
        assert all(data.startswith(b"%PDF-") for data in made.values())
