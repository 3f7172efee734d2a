"""Typst with the project's font and no other: pages and pictures from a template and data."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
import typst

from hfcheck.errors import RenderError
from hfcheck.report import fonts

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Final = "a-2b"
# A word without blanks (a path, a port, a hash) may be wider than its cell. It is best broken where a reader expects
# it, GigabitEthernet1/0/5 before its second capital, and anywhere only where no such place is near.
LONG_WORD = re.compile(r"[!-~]{15,}")
NATURAL = re.compile(r"(?<=[!-~]{3}[/_:.@-])(?=[!-~]{4})|(?<=[a-z]{3})(?=[A-Z][a-z]{3})")
PIECE = re.compile(r"[!-~]{14}(?=[!-~])")
BREAK = "\u200b"


def pdf(template: str, data: Any, made: datetime) -> bytes:
    """A PDF/A-2b of a template that reads `sys.inputs.data` (JSON); raises RenderError when it cannot be set."""
    return _compiled(template, data, pdf_standards=STANDARD, timestamp=int(made.timestamp()), pdf_tags=False)


def png(template: str, data: Any, dots: int) -> bytes:
    """The only page of a template as PNG with so many dots an inch; raises RenderError when it cannot be set."""
    return _compiled(template, data, format="png", ppi=dots)


def _compiled(template: str, data: Any, **options: Any) -> bytes:
    faces = typst.Fonts(False, False, [fonts.FONTS])
    if fonts.FAMILY not in faces.families():
        # Typst would set nothing at all, and call that a page.
        raise RenderError(f"expected the font {fonts.FAMILY} in {fonts.FONTS.name}/, found none")
    inputs = {"data": orjson.dumps(data).decode(), "family": fonts.FAMILY}
    try:
        made: bytes = typst.compile(
            TEMPLATES / template, root=TEMPLATES, font_paths=faces, sys_inputs=inputs, **options
        )
    except typst.TypstError as problem:
        raise RenderError(f"expected a page of {template}, found: {problem}") from problem
    return made


def _broken(word: str) -> str:
    return BREAK.join(PIECE.sub(rf"\g<0>{BREAK}", part) for part in NATURAL.split(word))


def breakable(data: Any) -> Any:
    """The same data with places to break in long words; drawings (`svg`) and members of enums stay as they are."""
    # A member of an enum is a name that the template looks up, not a text.
    if type(data) is str:
        return LONG_WORD.sub(lambda word: _broken(word[0]), data)
    if isinstance(data, dict):
        return {name: item if name == "svg" else breakable(item) for name, item in data.items()}
    return [breakable(item) for item in data] if isinstance(data, list | tuple) else data
