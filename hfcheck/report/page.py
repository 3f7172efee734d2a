"""One HTML file that needs nothing else: its styles, drawings and font are in it, and no script is."""

from __future__ import annotations

import base64
import functools
from pathlib import Path

import jinja2

from hfcheck.report import fonts

TEMPLATES = Path(__file__).parent / "templates"
# Stands in the rendered text until it is known which characters the font has to hold.
FONT_PLACE = "@@font@@"


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, **context: object) -> bytes:
    """The template's page, every value escaped; `font_place` is where its first font goes, as base64.

    Raises RenderError when the font of the documents is missing.
    """
    text = _environment().get_template(template).render(**context, font_place=FONT_PLACE)
    used = fonts.characters_of([text]) - set("\n\r\t")
    font = base64.b64encode(fonts.subset_of(frozenset(used))).decode()
    head, _, rest = text.partition(FONT_PLACE)
    return (head + font + rest).encode()
