"""Papers as Word documents: our template, the centre's own, and texts that can do nothing."""

from __future__ import annotations

import io
import runpy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from hfcheck.errors import RenderError
from hfcheck.report import paper_docx
from hfcheck.report.paper import Labelled, Paper, Signing
from tests.unit.report import sample_paper
from tests.unit.report.test_documents import NASTY

SCRIPT = Path(__file__).parents[3] / "scripts" / "docx_templates.py"
Own = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """Writes a template of the centre with these paragraphs, and returns its directory."""

    def write(*paragraphs: str, file: str = "scorecard") -> Path:
        document = docx.Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(str(tmp_path / f"{file}.docx"))
        return tmp_path

    return write


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def words(data: bytes) -> str:
    """All texts of the body, of tables too, in order."""
    return "".join(item.text or "" for item in opened(data).element.body.iter(qn("w:t")))


def part(data: bytes, name: str) -> str:
    return ZipFile(io.BytesIO(data)).read(name).decode()


def test_the_same_bytes_twice() -> None:
    assert paper_docx.render(sample_paper.report()) == paper_docx.render(sample_paper.report())


def test_the_file_tells_nothing_of_its_making() -> None:
    data = paper_docx.render(sample_paper.report())
    with ZipFile(io.BytesIO(data)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.namelist()[0] == "[Content_Types].xml"
        assert parts.namelist()[1:] == sorted(parts.namelist()[1:])
    properties = opened(data).core_properties
    assert (properties.title, properties.author) == ("运维工作月报", sample_paper.CENTRE)
    assert properties.created == properties.modified == datetime(2025, 10, 9, 1, 30, tzinfo=UTC)
    assert (properties.last_modified_by, properties.revision) == ("", 1)


def test_our_template_can_be_made_again() -> None:
    made = runpy.run_path(str(SCRIPT))["template"]()
    kept = paper_docx.OURS.read_bytes()
    with ZipFile(io.BytesIO(made)) as new, ZipFile(io.BytesIO(kept)) as old:
        assert new.namelist() == old.namelist()
        assert [name for name in new.namelist() if new.read(name) != old.read(name)] == []


def test_the_form_says_what_the_annex_says() -> None:
    text = words(paper_docx.render(sample_paper.form()))
    for expected in ("序号考核类别具体内容扣分标准当月扣分", "待定", "合计", "考核小组意见：", "备注：考核小组成员由"):
        assert expected in text
    assert text.index("服务单位（盖章）") > text.index("备注：")


def test_spans_down_and_across() -> None:
    table = opened(paper_docx.render(sample_paper.form())).tables[0]
    assert (len(table.rows), len(table.columns)) == (19, 5)
    assert {table.cell(row, 1).text for row in range(1, 5)} == {"驻场服务规范类"}
    assert table.cell(1, 1)._tc is table.cell(4, 1)._tc
    assert table.cell(16, 0)._tc is table.cell(16, 3)._tc
    assert table.cell(17, 0)._tc is table.cell(17, 4)._tc
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) == pytest.approx(182, abs=0.1)
    assert widths[2] / widths[0] == pytest.approx(7, rel=0.01)


def test_heads_are_repeated_and_no_row_is_torn() -> None:
    document = opened(paper_docx.render(sample_paper.report()))
    rows = document.element.body.findall(f".//{qn('w:tr')}")
    assert len(rows) > 30
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    repeated = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert [row.findtext(f".//{qn('w:t')}") for row in repeated] == ["编号", "项目"]


def test_a_preview_is_marked_and_a_sealed_paper_has_its_code() -> None:
    preview, sealed = (paper_docx.render(paper) for paper in (sample_paper.form(), sample_paper.report()))
    assert part(preview, "word/header1.xml").count("试算") == 2
    assert 'string="试算"' in part(preview, "word/header1.xml")
    assert "未封存" in part(preview, "word/footer1.xml")
    assert "试算" not in part(sealed, "word/header1.xml")
    assert "v:textpath" not in part(sealed, "word/header1.xml")
    footer = part(sealed, "word/footer1.xml")
    assert sample_paper.SEAL.code in footer
    assert ("PAGE" in footer, "NUMPAGES" in footer) == (True, True)
    assert f"台账编码{sample_paper.SEAL.code}（第 412 条）" in words(sealed)


def test_charts_and_the_code_are_pictures() -> None:
    data = paper_docx.render(sample_paper.report())
    media = [name for name in ZipFile(io.BytesIO(data)).namelist() if name.startswith("word/media/")]
    assert len(media) == 5
    assert len(opened(data).inline_shapes) == 5
    assert opened(data).inline_shapes[0].width.mm == pytest.approx(182, abs=0.1)


def test_three_sign_in_two_rows_beside_one_code() -> None:
    three = (*sample_paper.report().signings, Signing("见证人", "赵敏"))
    table = opened(paper_docx.render(replace(sample_paper.report(), signings=three))).tables[-1]
    assert [(cell.text.split("\n")[0]) for cell in table.rows[1].cells] == ["见证人", "见证人", "台账编码"]
    assert table.cell(0, 2)._tc is table.cell(1, 2)._tc
    alone = opened(paper_docx.render(replace(sample_paper.report(), signings=()))).tables[-1]
    assert [cell.text.split("\n")[0] for cell in alone.rows[0].cells] == ["", "台账编码"]
    assert len(opened(paper_docx.render(replace(sample_paper.form(), signings=()))).tables) == 1


def test_a_wide_page_is_turned() -> None:
    section = opened(paper_docx.render(replace(sample_paper.form(), landscape=True))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_hostile_text_stays_text() -> None:
    data = paper_docx.render(sample_paper.hostile())
    text = words(data)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }} {% raw %}" in text
    names = {element.tag for element in opened(data).element.body.iter() if isinstance(element.tag, str)}
    assert {qn("w:hyperlink"), qn("w:object")} & names == set()


def test_raw_text_of_the_world_is_stripped_and_escaped() -> None:
    facts = tuple(Labelled("甲", text) for text in (*NASTY, "a\x00b\ufffe\ud800c\x85"))
    paper = replace(sample_paper.form(), facts=facts, title="</w:t>\u202e{{ seal }}\x07", centre="{%p endif %}")
    data = paper_docx.render(paper)
    text = words(data)
    assert "</w:t>{{ seal }}" in text
    assert "甲abc" in text
    assert "{%p endif %}" in text
    assert "\u202e" not in text
    assert opened(data).core_properties.title == "</w:t>{{ seal }}"


def test_the_centres_own_template_is_used_for_its_paper_alone(own: Own) -> None:
    folder = own('{{ title }} 共扣 {{ named["month_points"] }} 分', '{{p grid["items"].table }}', "{{ made }}")
    settled = sample_paper.form(settled=True)
    assert words(paper_docx.render(settled, folder)).startswith(f"{settled.title} 共扣 17 分序号")
    assert words(paper_docx.render(settled, folder)).endswith("2025年10月9日")
    assert paper_docx.render(sample_paper.report(), folder) == paper_docx.render(sample_paper.report())


def test_every_name_that_is_promised_is_there(own: Own) -> None:
    folder = own(
        "{{ title }}{{ subtitle }}{{ centre }}{{ made }}{{ file }}{{ watermark }}",
        "{{p head }}",
        "{{p signing_table }}",
        "{% for fact in facts %}{{ fact.label }}{{ fact.value }}{{ fact.wide }}{% endfor %}",
        "{% for notice in notices %}{{ notice.title }}{{ notice.lines[0] }}{{ notice.stop }}{% endfor %}",
        '{{ section["overview"].title }}{{ sections[0].paragraphs[0] }}{{ sections[0].level }}',
        '{{ chart["points"].title }}{{ chart["points"].picture }}{{ sections[0].charts[0].name }}',
        '{{ grid["money"].about }}{{ grid["money"].empty }}{{ grid["money"].heads[0].title }}{{ grid["money"].title }}',
        '{% for row in grid["money"].rows %}{% for c in row if c %}{{ c.text }}{{ c.tone }}{{ c.rows }}{{ c.columns }}'
        "{{ c.number }};{% endfor %}{% endfor %}",
        "{% for s in signings %}{{ s.title }}{{ s.names }}{{ s.state }}{% endfor %}",
        "{{ seal.code }}{{ seal.seq }}{{ seal.picture }}",
        file="monthly-report",
    )
    text = words(paper_docx.render(sample_paper.report(), folder))
    for expected in ("一、总体情况", "各月扣分", "合同金额11", "101,100.00bad11", "湖南某某信息技术有限公司", "412"):
        assert expected in text


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("{{ month_total }}", "UndefinedError: 'month_total' is undefined"),
        ('{{ grid["nothing"].table }}', "UndefinedError: .* has no attribute 'nothing'"),
        ("{% for a in sections %}", "TemplateSyntaxError: .* Jinja was looking for"),
        ("{{ title", "TemplateSyntaxError"),
        ("{{ ''.__class__.__mro__ }}", "SecurityError: access to attribute '__class__'"),
        ("{{ sections[0].charts[0].picture._image.tpl }}", "(Security|Undefined)Error"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{{ title + 1 }}", "TypeError"),
        ("{% for n in range(10000000) %}x{% endfor %}", "OverflowError: Range too big"),
        ("{% if 1 %}{%p if 1 %}{% endif %}", "TemplateSyntaxError: Unexpected end of template"),
        ("{{ '</w:t>' | safe }}", "XMLSyntaxError"),
    ],
)
def test_a_broken_template_says_which_and_why(own: Own, tags: str, found: str) -> None:
    with pytest.raises(
        RenderError, match=rf"expected a template that can be filled at .*scorecard\.docx, found {found}"
    ):
        paper_docx.render(sample_paper.form(), own(tags))


def test_a_message_is_one_bounded_line_that_shows_the_place(own: Own) -> None:
    with pytest.raises(RenderError) as caught:
        paper_docx.render(sample_paper.form(), own("第一段", "{% bad %}", "很长" * 500))
    assert "near '第一段 / {% bad %}" in str(caught.value)
    assert ("\n" in str(caught.value), len(str(caught.value)) < 500) == (False, True)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 40])
def test_what_is_no_word_document(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "scorecard.docx").write_bytes(content)
    with pytest.raises(RenderError, match=r"expected a Word document \(docx\) at .*scorecard\.docx, found BadZipFile"):
        paper_docx.render(sample_paper.form(), tmp_path)


def test_another_office_file_is_no_word_document(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "scorecard.docx", "w") as file:
        file.writestr(
            "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
        )
    with pytest.raises(RenderError, match=r"expected a Word document \(docx\)"):
        paper_docx.render(sample_paper.form(), tmp_path)


def test_without_a_template_of_its_own_the_directory_may_be_missing(tmp_path: Path) -> None:
    paper: Paper = sample_paper.form()
    assert paper_docx.render(paper, tmp_path / "none") == paper_docx.render(paper)
