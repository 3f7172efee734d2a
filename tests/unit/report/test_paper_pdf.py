"""Papers as PDF: every page has its foot, tables and boxes stay whole, nothing is markup, the same bytes twice."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hfcheck.errors import RenderError
from hfcheck.report import fonts, paper_pdf
from hfcheck.report.paper import Cell, Grid, Head, Labelled, Paper, Section, Signing
from tests.unit.report.sample_paper import MADE, SEAL, form, hostile, report

ROOT = Path(__file__).parents[3]


def pages(data: bytes, path: Path) -> list[str]:
    """The words of each page."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    (path / "paper.pdf").write_bytes(data)
    done = subprocess.run([tool, "-layout", path / "paper.pdf", "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def long_table(rows: int, words: str = "更换电池组并观察两小时") -> Paper:
    heads = Head("编号", 10), Head("经过", 40), Head("分钟", 10, "right")
    lines = tuple((Cell(f"行{n}始"), Cell(words), Cell(f"{n}终")) for n in range(rows))
    signings = tuple(Signing(f"第{n}方", f"姓名{n}") for n in range(4))
    return replace(report(), sections=(Section("s", "明细", grids=(Grid("g", "", heads, lines),)),), signings=signings)


def test_the_form_of_the_annex_is_one_page(tmp_path: Path) -> None:
    (page,) = pages(paper_pdf.render(form(settled=True)), tmp_path)
    for words in (
        "业务系统及机房安全运维服务 2025年9月考核表",
        "考核类别",
        "合计",
        "考核小组意见：",
        SEAL.code,
        "第1页/共1页",
    ):
        assert words in page
    assert page.count("签字 ") == 2
    (preview,) = pages(paper_pdf.render(form()), tmp_path)
    assert "试算，未定稿" in preview
    assert preview.count("待定") == 3


def test_every_page_has_the_code_the_count_and_the_heading(tmp_path: Path) -> None:
    found = pages(paper_pdf.render(long_table(150)), tmp_path)
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        assert f"台账编码 {SEAL.code}" in page
        assert f"第{number}页/共{len(found)}页" in page
        assert ("编号" in page) == ("行" in page)
    assert all("运维工作月报" in page for page in found)


@pytest.mark.parametrize("rows", range(34, 46))
def test_no_row_and_no_box_is_torn(rows: int, tmp_path: Path) -> None:
    found = pages(paper_pdf.render(long_table(rows, "更换电池组并观察两小时，" * 5)), tmp_path)
    for number in range(rows):
        (page,) = [page for page in found if f"行{number}始" in page]
        assert re.search(rf"(?<!\d){number}终", page)
    for number in range(4):
        (page,) = [page for page in found if f"第{number}方" in page]
        assert f"姓名{number}" in page
    assert sum(page.count("签字 ") for page in found) == 4


def test_a_row_higher_than_a_page_is_broken_and_not_lost(tmp_path: Path) -> None:
    words = "".join(f"第{n}句。" for n in range(150))
    grid = Grid("g", "", (Head("窄", 1), Head("宽", 9)), ((Cell(words), Cell("其余")),))
    found = pages(paper_pdf.render(replace(report(), sections=(Section("s", "", grids=(grid,)),))), tmp_path)
    said = re.sub(r"\s", "", "".join(found))
    assert len(found) > 1
    assert all(part in said for part in ("第0句", "第1", "第149句"))
    assert all(sum(part in page for page in found) for part in ("窄", "其余"))


def test_a_preview_is_marked_on_every_page(tmp_path: Path) -> None:
    plain = replace(long_table(100), seal=None)
    found = pages(paper_pdf.render(replace(plain, watermark="试算")), tmp_path)
    assert len(found) > 2
    assert all("试算，未定稿" in page for page in found)
    letters = [len(re.findall("[试算]", page.replace("试算，未定稿", ""))) for page in found]
    assert letters == [6] * len(found)
    assert not any(re.search("[试算]", page) for page in pages(paper_pdf.render(plain), tmp_path))


def test_a_landscape_paper_is_landscape() -> None:
    boxes = [
        re.findall(rb"/MediaBox ?\[([^]]*)\]", paper_pdf.render(replace(form(), landscape=wide)))
        for wide in (False, True)
    ]
    (across, down), (wide_across, wide_down) = [[float(part) for part in box[0].split()[2:]] for box in boxes]
    assert (across, down) == (wide_down, wide_across)
    assert across < down


def test_a_table_never_leaves_its_head_or_its_title_behind(tmp_path: Path) -> None:
    """Pushed down the page line by line: wherever heads or title stand, a row stands under them."""
    table = Grid(
        "g", "题目", (Head("编号", 10), Head("经过", 50)), ((Cell("行"), Cell("观察两小时，" * 12)),) * 2, about="说明"
    )
    places = set()
    for lines in range(34, 46):
        section = Section("s", "", paragraphs=("段",) * lines, grids=(table,))
        paper = replace(report(), facts=(), sections=(section,), signings=(), seal=None)
        found = pages(paper_pdf.render(paper), tmp_path)
        places.add(tuple(page.count("行") for page in found))
        assert [("编号" in page, "题目" in page) for page in found if "行" not in page] in ([], [(False, False)])
    # All on the first page, torn between two rows, all on the second.
    assert places == {(2,), (1, 1), (0, 2)}


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    # PDF/A refuses characters without a shape, and the template would fail on markup.
    said = "".join(pages(paper_pdf.render(hostile()), tmp_path)).replace("\u200b", "")
    assert said.count("alert(1)") > 20
    assert "#panic()]" in said
    assert "7*7" in said
    assert "49" not in re.findall(r"\{\{ *(\d+)", said)


def test_lone_halves_and_nothing_at_all_are_papers() -> None:
    facts = Labelled("甲", "1"), Labelled("乙", "2", wide=True), Labelled("丙", "3")
    bare = Paper("p", "标题", "", "中心", MADE)
    for paper in (bare, replace(bare, facts=facts), replace(bare, sections=(Section("s", "t", 2),))):
        assert paper_pdf.render(paper).startswith(b"%PDF-")


def test_the_file_is_an_archive_of_its_day() -> None:
    data = paper_pdf.render(report())
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in data
    assert b"D:20251009013000" in data


def test_the_same_bytes_also_in_another_process() -> None:
    code = (
        "import hashlib; from hfcheck.report import paper_pdf; from tests.unit.report.sample_paper import report;"
        "print(hashlib.sha256(paper_pdf.render(report())).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert other.stdout.strip() == hashlib.sha256(paper_pdf.render(report())).hexdigest()


def test_without_the_font_there_is_no_paper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    with pytest.raises(RenderError, match="expected the font WenQuanYi Micro Hei"):
        paper_pdf.render(form())
