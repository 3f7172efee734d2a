"""A shaded cell stands on the same colour in every form of a paper, and a plain one on none."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from zipfile import ZipFile

import openpyxl
import pytest

from hfcheck.report import paper_docx, paper_html, paper_pdf, paper_xlsx
from hfcheck.report.paper import Cell, Grid, Head, Paper, Section
from tests.unit.report.sample_paper import form

GROUNDS = {"bad": "f3c9c4", "warn": "f5e6b8", "good": "dcebdd", "soft": "f1f2f4"}


def paper(*, shaded: bool) -> Paper:
    cells = tuple(Cell("×", tone=tone, shaded=shaded) for tone in GROUNDS)
    grid = Grid("only", "", tuple(Head(tone, 10, "centre") for tone in GROUNDS), (cells,))
    return replace(form(), sections=(Section("only", "", grids=(grid,)),), signings=(), notices=(), watermark="")


def html_grounds(shown: Paper) -> list[str]:
    return re.findall(r'<td [^>]*style="background:#(\w+)"', paper_html.render(shown).decode())


def xlsx_grounds(shown: Paper) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(paper_xlsx.render(shown))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "×"]
    assert len(cells) == len(GROUNDS)
    return [cell.fill.fgColor.rgb[2:].lower() for cell in cells if cell.fill.fill_type]


def docx_grounds(shown: Paper) -> list[str]:
    body = ZipFile(io.BytesIO(paper_docx.render(shown))).read("word/document.xml").decode()
    return re.findall(r'<w:tcPr>(?:(?!</w:tcPr>).)*<w:shd [^>]*w:fill="(\w+)"', body)


def pdf_grounds(shown: Paper) -> list[str]:
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    done = subprocess.run([tool, "-r", "40", "-"], input=paper_pdf.render(shown), capture_output=True, check=True)
    pixels = done.stdout.split(b"\n", 3)[3]
    seen = {pixels[start : start + 3].hex() for start in range(0, len(pixels), 3)}
    return [ground for ground in GROUNDS.values() if ground in seen]


@pytest.mark.parametrize("grounds", [html_grounds, xlsx_grounds, docx_grounds, pdf_grounds])
def test_the_ground_of_a_cell(grounds: object) -> None:
    assert callable(grounds)
    assert grounds(paper(shaded=True)) == list(GROUNDS.values())
    assert grounds(paper(shaded=False)) == []
