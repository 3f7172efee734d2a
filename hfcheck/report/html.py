"""The record as one HTML file that needs nothing else: its font, drawings and styles are in it, and no script is."""

from __future__ import annotations

import base64
import functools
from pathlib import Path

import jinja2
from markupsafe import Markup

from hfcheck.report import fonts, phrases, tables
from hfcheck.report.drawing import qr_svg, sparkline
from hfcheck.report.record import RoundRecord, Trend

TEMPLATES = Path(__file__).parent / "templates"
# Stands in the rendered text until it is known which characters the font has to hold.
FONT_PLACE = "@@font@@"


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("record.html.j2")


def render(record: RoundRecord) -> bytes:
    """The HTML file; raises RenderError when the font is missing."""
    text = _template().render(
        record=record,
        tables=_sections(record),
        hosts=tables.hosts(record),
        evidence=tables.evidence(record),
        onsite=tables.onsite(record),
        qr=Markup(qr_svg(record.seal.qr)),  # noqa: S704 - drawn by us from numbers
        sparkline=_drawn,
        symbols=phrases.SYMBOLS,
        verdicts=phrases.VERDICTS,
        roles=phrases.ROLES,
        legend=LEGEND,
        font_place=FONT_PLACE,
        font_family=fonts.FAMILY,
    )
    used = fonts.characters_of([text, phrases.TITLE]) - set("\n\r\t")
    font = base64.b64encode(fonts.subset_of(frozenset(used))).decode()
    head, _, rest = text.partition(FONT_PLACE)
    return (head + font + rest).encode()


LEGEND = tuple((verdict, phrases.SYMBOLS[verdict], phrases.VERDICTS[verdict]) for verdict in phrases.VERDICTS)


def _sections(record: RoundRecord) -> tuple[tables.Table, ...]:
    return tables.deviations(record), tables.unseen(record), tables.exempt(record), tables.uncovered(record)


def _drawn(trend: Trend) -> Markup:
    return Markup(sparkline(trend))  # noqa: S704 - drawn by us from numbers
