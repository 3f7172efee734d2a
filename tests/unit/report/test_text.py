from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Verdict
from hfcheck.report import fonts
from hfcheck.report.text import FIELD_LIMIT, Printer, printable, shorten

PRINTER = Printer(fonts.coverage())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("磁盘 97%", "磁盘 97%"),
        ("a\nb\r\nc", "a ↵ b ↵ c"),
        ("\n the end \n", "the end"),
        ("a\tb", "a b"),
        ("\x1b[31mred\x00", "[31mred"),
        ("\u202egpj.exe", "〔U+202E〕gpj.exe"),
        ("ok 😀", "ok 〔U+1F600〕"),
        ("e\u0301", "e〔U+0301〕"),
        ("zero\u200bwidth", "zero〔U+200B〕width"),
        ("46 ℃", "46 °C"),
        ("\ud800", "〔U+D800〕"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_line(text: str, shown: str) -> None:
    assert PRINTER.line(text) == shown


@given(st.text(max_size=2000))
def test_a_line_is_bounded_and_the_font_has_all_of_it(text: str) -> None:
    line = PRINTER.line(text)
    assert {ord(character) for character in line} <= fonts.coverage()
    # One character is at most 〔U+10FFFF〕 long.
    assert len(line) <= (FIELD_LIMIT + 20) * 10


def test_shorten_names_length_and_evidence() -> None:
    assert shorten("x" * 1_000_000, 5, "ab12" * 16) == "xxxxx…〔共 1000000 字符，全文见证据 ab12ab12ab12〕"
    assert shorten("x" * 5, 5, "ab12" * 16) == "xxxxx"


@dataclass(frozen=True)
class Inner:
    text: str


@dataclass(frozen=True)
class Outer:
    text: str
    inner: tuple[Inner, ...]
    verdict: Verdict
    number: int | None


def test_printable_reaches_every_text_and_nothing_else() -> None:
    record = Outer("a\x07", (Inner("b\x07"), Inner("😀")), Verdict.CONFORMS, 7)
    assert printable(record, PRINTER) == Outer("a", (Inner("b"), Inner("〔U+1F600〕")), Verdict.CONFORMS, 7)
    assert printable(record, PRINTER).verdict is Verdict.CONFORMS
