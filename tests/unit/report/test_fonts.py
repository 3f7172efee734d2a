from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from hfcheck.errors import RenderError
from hfcheck.report import fonts, phrases

PACKAGE = Path(phrases.__file__).parent


def test_what_the_font_draws_as_nothing_is_not_covered() -> None:
    assert ord("℃") not in fonts.coverage()
    assert ord("😀") not in fonts.coverage()
    assert {ord(" "), ord("\u00a0"), ord("巡")} <= fonts.coverage()


def test_the_font_has_every_word_of_ours() -> None:
    sources = [path for path in (*PACKAGE.glob("*.py"), *PACKAGE.glob("templates/*")) if path.suffix != ".docx"]
    words = "".join(path.read_text(encoding="utf-8") for path in sources if path.name != "text.py")
    assert len(sources) > 12
    assert {character for character in words if ord(character) not in fonts.coverage()} == {"\n", "℃"}


def test_a_subset_is_small_the_same_twice_and_holds_its_characters() -> None:
    first = fonts.subset_of(frozenset("巡检记录 ok"))
    fonts.subset_of.cache_clear()
    assert fonts.subset_of(frozenset("巡检记录 ok")) == first
    assert len(first) < 20_000
    face = TTFont(BytesIO(first))
    assert set(face.getBestCmap()) == set(map(ord, "巡检记录 ok"))
    assert "Apache" in str(face["name"].getDebugName(13))


@pytest.mark.parametrize("content", [None, b"", b"not a font"])
def test_a_font_that_is_missing_or_broken_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    font = tmp_path / "font.ttc"
    if content is not None:
        font.write_bytes(content)
    with pytest.raises(RenderError, match=r"expected the font of the documents at font\.ttc"):
        fonts.coverage(font)
