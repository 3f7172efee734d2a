"""The one font of the documents: which characters it covers, and subsets of it. Fonts of the system are never used."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError

from hfcheck.errors import RenderError

FONTS = Path(__file__).parent / "fonts"
FONT = FONTS / "wqy-microhei.ttc"
FAMILY = "WenQuanYi Micro Hei"
# Copyright, family, style, full name, licence and its address stay with the subset.
BLANKS = " \u00a0"
NAMES_KEPT = [0, 1, 2, 4, 13, 14]


@functools.cache
def coverage(font: Path = FONT) -> frozenset[int]:
    """The code points that the font has a shape for; raises RenderError when the font is missing or broken.

    A font may list characters that it draws as nothing (this one does so with ℃): those it does not cover.
    """
    with _open(font) as face:
        places, numbers = face["loca"], face.getReverseGlyphMap()
        drawn = (point for point, name in face.getBestCmap().items() if _length(places, numbers[name]))
        return frozenset({*drawn, *map(ord, BLANKS)})


def _length(places: Sequence[int], number: int) -> int:
    return places[number + 1] - places[number]


@functools.lru_cache(maxsize=8)
def subset_of(characters: frozenset[str], font: Path = FONT) -> bytes:
    """A TrueType font with the shapes of these characters and nothing else: the same characters, the same bytes."""
    options = subset.Options(hinting=False, layout_features=[], name_IDs=NAMES_KEPT, notdef_outline=True)
    options.drop_tables += ["FFTM", "GDEF", "GPOS", "GSUB", "vhea", "vmtx"]
    with _open(font) as face:
        face.recalcTimestamp = False
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, characters)))
        cutter.subset(face)
        target = io.BytesIO()
        face.save(target)
    return target.getvalue()


def characters_of(texts: Iterable[str]) -> frozenset[str]:
    """The characters that occur in the texts."""
    return frozenset().union(*texts)


def _open(font: Path) -> TTFont:
    try:
        return TTFont(font, fontNumber=0, lazy=True)
    except (OSError, TTLibError) as problem:
        raise RenderError(f"expected the font of the documents at {font.name}, found: {problem}") from problem
