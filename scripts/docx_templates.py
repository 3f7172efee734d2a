"""Make hfcheck/report/templates/paper.docx, the Word template of all papers: `python scripts/docx_templates.py [FILE]`.

The template is kept in the repository as Word reads it; this is how it came about and how it is changed. Which tags it
may use is said in hfcheck/report/paper_docx.py.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from hfcheck.report.paper_docx import OURS, repacked

SONG, HEI = "宋体", "黑体"
TEXT_WIDTH = Mm(182)
RED, AMBER, GREEN, GREY = "A61B1B", "8A5A00", "2F6B3A", "595959"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
# Name, typeface, points, alignment, space before and after in points.
PARAGRAPHS: tuple[tuple[str, str, float, WD_ALIGN_PARAGRAPH | None, float, float], ...] = (
    ("Paper Centre", SONG, 12, CENTRE, 0, 2),
    ("Paper Title", HEI, 18, CENTRE, 0, 4),
    ("Paper Subtitle", SONG, 11, CENTRE, 0, 4),
    ("Section 1", HEI, 14, None, 12, 4),
    ("Section 2", HEI, 12, None, 8, 4),
    ("Table Title", HEI, 11, None, 6, 3),
    ("Table About", SONG, 9, None, 0, 3),
    ("Paper Text", SONG, 11, None, 0, 4),
    ("Chart Title", HEI, 10, CENTRE, 6, 0),
    ("Paper Picture", SONG, 11, CENTRE, 2, 4),
    ("Table Head", HEI, 9.5, CENTRE, 1, 1),
    ("Table Cell", SONG, 9.5, None, 1, 1),
    ("Box Label", HEI, 9.5, None, 1, 1),
    ("Notice", SONG, 10, None, 0, 0),
    ("Notice Stop", SONG, 10, None, 0, 0),
    ("Space", SONG, 4, None, 0, 0),
)
KEPT_WITH_NEXT = ("Section 1", "Section 2", "Table Title", "Table About", "Table Head", "Chart Title")
# Where much has to stand on a page.
TIGHT = ("Table Head", "Table Cell", "Box Label", "Space", "Running Line")
TONES = {
    "Bad": (RED, True),
    "Warn": (AMBER, True),
    "Good": (GREEN, False),
    "Soft": (GREY, False),
    "Strong": (None, True),
}
# A paragraph's style and its text, from top to bottom.
BODY = (
    ("Paper Centre", "{{ centre }}"),
    ("Paper Title", "{{ title }}"),
    ("Space", "{%p if subtitle %}"),
    ("Paper Subtitle", "{{ subtitle }}"),
    ("Space", "{%p endif %}"),
    ("Space", "{%p for notice in notices %}"),
    ("Space", "{%p if notice.stop %}"),
    ("Notice Stop", "{{ notice.title }}"),
    ("Space", "{%p for line in notice.lines %}"),
    ("Notice Stop", "· {{ line }}"),
    ("Space", "{%p endfor %}"),
    ("Space", "{%p else %}"),
    ("Notice", "{{ notice.title }}"),
    ("Space", "{%p for line in notice.lines %}"),
    ("Notice", "· {{ line }}"),
    ("Space", "{%p endfor %}"),
    ("Space", "{%p endif %}"),
    ("Space", ""),
    ("Space", "{%p endfor %}"),
    ("Space", "{{p head }}"),
    ("Space", "{%p for section in sections %}"),
    ("Space", "{%p if section.title and section.level == 1 %}"),
    ("Section 1", "{{ section.title }}"),
    ("Space", "{%p elif section.title %}"),
    ("Section 2", "{{ section.title }}"),
    ("Space", "{%p endif %}"),
    ("Space", "{%p for text in section.paragraphs %}"),
    ("Paper Text", "{{ text }}"),
    ("Space", "{%p endfor %}"),
    ("Space", "{%p for chart in section.charts %}"),
    ("Space", "{%p if chart.title %}"),
    ("Chart Title", "{{ chart.title }}"),
    ("Space", "{%p endif %}"),
    ("Paper Picture", "{{ chart.picture }}"),
    ("Space", "{%p endfor %}"),
    ("Space", "{%p for grid in section.grids %}"),
    ("Space", "{%p if grid.title %}"),
    ("Table Title", "{{ grid.title }}"),
    ("Space", "{%p endif %}"),
    ("Space", "{%p if grid.about %}"),
    ("Table About", "{{ grid.about }}"),
    ("Space", "{%p endif %}"),
    ("Space", "{%p if grid.rows %}"),
    ("Space", "{{p grid.table }}"),
    ("Space", ""),
    ("Space", "{%p else %}"),
    ("Paper Text", "{{ grid.empty }}"),
    ("Space", "{%p endif %}"),
    ("Space", "{%p endfor %}"),
    ("Space", "{%p endfor %}"),
    ("Space", ""),
    ("Space", "{{p signing_table }}"),
)
FIELD = (
    '<w:fldChar {{}} w:fldCharType="begin"/>',
    "<w:instrText {{}}>{}</w:instrText>",
    '<w:fldChar {{}} w:fldCharType="end"/>',
)
# Numbers that Word puts into a running line.
FIELDS = {number: tuple(part.format(number) for part in FIELD) for number in ("PAGE", "NUMPAGES")}
# A shape of Word's own kind for watermarks: behind the text, aslant, in the middle of every page.
WATERMARK = f"""
<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
 <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
  <v:formulas>
   <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
   <v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
   <v:f eqn="if @0 @4 21600"/>
  </v:formulas>
  <v:path textpathok="t" o:connecttype="custom"/>
  <v:textpath on="t" fitshape="t"/>
 </v:shapetype>
 <v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136" o:allowincell="f" fillcolor="#d0d0d0" stroked="f"
  style="position:absolute;margin-left:0;margin-top:0;width:320pt;height:160pt;rotation:315;z-index:-251658752;
  mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;
  mso-position-vertical-relative:margin">
  <v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{{{{ watermark }}}}"/>
 </v:shape>
</w:pict>
"""


def template() -> bytes:
    """The docx file, always the same."""
    document = docx.Document()
    _styles(document)
    _page(document)
    for style, text in BODY:
        document.add_paragraph(text, style)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "hfcheck", "", ""
    properties.created = properties.modified = datetime(2025, 1, 1)  # noqa: DTZ001 - python-docx wants it so
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue())


def _page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = (page.page_width - TEXT_WIDTH) // 2
    page.top_margin, page.bottom_margin, page.header_distance, page.footer_distance = Mm(17), Mm(15), Mm(8), Mm(8)
    header, footer = page.header.paragraphs[0], page.footer.paragraphs[0]
    _line(header, ("{{ centre }}　{{ title }}", "　{{ watermark }}"))
    header.runs[1].style = "Watermark"
    for text in ("{%p if watermark %}", "", "{%p endif %}"):
        page.header.add_paragraph(text, "Space")
    page.header.paragraphs[-2].add_run().element.append(parse_xml(WATERMARK))
    code = "{% if seal.code %}台账编码 {{ seal.code }}{% else %}未封存{% endif %}"
    _line(footer, (code, "　　第 ", "PAGE", " 页 / 共 ", "NUMPAGES", " 页"))


def _line(paragraph: Any, parts: Iterable[str]) -> None:
    """A small line in the middle, of texts and fields: right on a page of any width."""
    paragraph.style = "Running Line"
    for part in parts:
        run = paragraph.add_run()
        for mark in FIELDS.get(part, ()):
            run.element.append(parse_xml(mark.format(nsdecls("w"))))
        if part not in FIELDS:
            run.add_text(part)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _font(normal, SONG, 11)
    for name, face, points, align, before, after in PARAGRAPHS:
        style = _paragraph(document, name, face, points)
        style.paragraph_format.alignment = align
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = name in KEPT_WITH_NEXT
    for number in (1, 2):
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(number - 1))
        document.styles[f"Section {number}"].element.get_or_add_pPr().append(level)
    document.styles["Paper Text"].paragraph_format.first_line_indent = Pt(22)
    document.styles["Table About"].font.color.rgb = RGBColor.from_string(GREY)
    document.styles["Notice Stop"].font.color.rgb = RGBColor.from_string(RED)
    _framed(document.styles["Notice"], "000000")
    _framed(document.styles["Notice Stop"], RED)
    _running(document)
    for name, (colour, bold) in TONES.items():
        tone = document.styles.add_style(f"Tone {name}", WD_STYLE_TYPE.CHARACTER)
        tone.font.bold = bold
        if colour:
            tone.font.color.rgb = RGBColor.from_string(colour)
    _table(document)


def _running(document: Any) -> None:
    _paragraph(document, "Running Line", SONG, 8).paragraph_format.alignment = CENTRE
    mark = document.styles.add_style("Watermark", WD_STYLE_TYPE.CHARACTER)
    _font(mark, HEI, 16)
    mark.font.color.rgb = RGBColor.from_string("BFBFBF")


def _paragraph(document: Any, name: str, face: str, points: float) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _font(style, face, points)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0 if name in TIGHT else 1.2
    return style


def _font(style: Any, face: str, points: float) -> None:
    style.font.name, style.font.size = face, Pt(points)
    fonts = style.element.get_or_add_rPr().rFonts
    for script in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), face)


def _framed(style: Any, colour: str) -> None:
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Pt(4)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="{colour}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    # The format wants its elements in one order.
    style.element.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _table(document: Any) -> None:
    """The thin black grid."""
    style = document.styles.add_style("Paper Table", WD_STYLE_TYPE.TABLE)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="85" w:type="dxa"/>' for side in ("left", "right"))
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{sides}</w:tblBorders>"
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        )
    )


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else OURS).write_bytes(template())
