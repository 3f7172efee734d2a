"""Charts: None is a gap, bars begin at zero, what somebody wrote stays text, the same bytes twice."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.errors import ContentError, RenderError
from hfcheck.report import charts, fonts
from hfcheck.report.chart_frame import WIDTH, frame, shown, trimmed, width
from hfcheck.report.paper import Chart, Series
from tests.unit.report.sample_paper import hostile, report

SVG = "{http://www.w3.org/2000/svg}"
CHART = Chart("c", "各月扣分", "bars", ("8月", "9月", "10月"), (Series("扣分", (6.0, 0.0, None)),), unit="分")
ALL = [chart for section in report().sections for chart in section.charts]


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(charts.svg(chart))


def words(chart: Chart) -> list[str]:
    return [element.text or "" for element in drawn(chart).iter(f"{SVG}text")]


def solid(chart: Chart) -> list[ElementTree.Element]:
    """The bars: the swatches of the legend are above them."""
    top = frame(chart, 1).top
    bars = drawn(chart).iterfind(f"{SVG}rect")
    return [bar for bar in bars if bar.get("fill") != "none" and float(bar.get("y", 0)) + 1 > top]


def dotted(chart: Chart) -> int:
    return sum(bar.get("fill") == "none" for bar in drawn(chart).iterfind(f"{SVG}rect"))


def test_zero_is_written_and_the_unknown_is_a_dotted_place() -> None:
    assert [float(bar.get("height", -1)) > 0 for bar in solid(CHART)] == [True, False]
    assert words(CHART).count("0") == 2  # the axis and the bar
    assert words(CHART)[-2:] == ["6", "0"]
    assert dotted(CHART) == 2  # its place and its entry in the legend
    assert "无数据" in words(CHART)
    known = replace(CHART, series=(Series("扣分", (6.0, 0.0, 0.0)),))
    assert (dotted(known), "无数据" in words(known)) == (0, False)


@pytest.mark.parametrize("kind", ["bars", "stack"])
def test_bars_begin_at_zero(kind: str) -> None:
    chart = replace(CHART, kind=kind, series=(Series("a", (96.0, 97.0, 98.0)),))
    place = frame(chart, 1)
    assert place.ticks[0] == 0
    assert {round(float(b.get("y", 0)) + float(b.get("height", 0)), 1) for b in solid(chart)} == {place.bottom}


def test_a_bar_below_zero_hangs_from_zero() -> None:
    chart = replace(CHART, series=(Series("a", (-4.0, 4.0, 2.0)),))
    place, (below, *_) = frame(chart, 1), solid(chart)
    assert float(below.get("y", 0)) == place.y(0)
    assert round(float(below.get("height", 0)), 2) == round(place.y(-4) - place.y(0), 2)


def test_a_stack_stands_on_the_one_below_and_says_its_sum() -> None:
    chart = replace(CHART, kind="stack", series=(Series("a", (1.0, 2.0, 3.0)), Series("b", (2.0, 0.0, None))))
    first, second, *_ = solid(chart)
    assert float(second.get("y", 0)) + float(second.get("height", 0)) == pytest.approx(float(first.get("y", 0)))
    # A sum of which a part is unknown is not said.
    assert words(chart)[-2:] == ["3", "2"]


def test_lines_break_where_nothing_is_known() -> None:
    chart = Chart("c", "t", "lines", tuple("abcde"), (Series("s", (1.0, 2.0, None, 4.0, None)),))
    path = next(p.get("d", "") for p in drawn(chart).iterfind(f"{SVG}path") if p.get("stroke-linecap") == "round")
    assert re.sub(r"[\d. ]+", "", path) == "MhLMh"
    assert words(chart)[-1] == "无数据"


def test_lines_need_no_zero_but_hold_the_limit() -> None:
    chart = replace(CHART, kind="lines", series=(Series("°C", (22.0, 23.5, 24.0)),), limit=28.0)
    assert (frame(chart, 1).ticks[0], frame(chart, 1).ticks[-1]) == (22, 28)
    assert words(chart)[-1] == "限值 28"
    assert sum("stroke-dasharray" in p.attrib for p in drawn(chart).iterfind(f"{SVG}path")) == 2


def test_series_differ_without_colour() -> None:
    bars = replace(CHART, series=tuple(Series(str(n), (1.0, 2.0, 3.0)) for n in range(4)))
    assert len({bar.get("fill") for bar in solid(bars)}) == 4
    assert len(list(drawn(bars).iter(f"{SVG}pattern"))) == 3
    marks = {
        re.sub(r"[\d. -]+", "", path.get("d", ""))
        for path in drawn(replace(bars, kind="lines")).iter(f"{SVG}path")
        if path.get("fill") != "none"
    }
    assert len(marks) == 4


def test_nothing_to_draw_is_drawn() -> None:
    empty = Chart("c", "t", "lines", (), ())
    assert drawn(empty).tag == f"{SVG}svg"
    unknown = replace(CHART, series=(Series("扣分", (None, None, None)),))
    assert dotted(unknown) == 4
    assert frame(replace(CHART, series=(Series("a", (0.0, 0.0, 0.0)),)), 1).ticks == (0, 1)


def test_categories_are_thinned_and_a_long_legend_takes_more_rows() -> None:
    days = tuple(f"{day} 日" for day in range(1, 32))
    many = Chart("c", "t", "bars", days, tuple(Series(f"很长的名称{n}", (1.0,) * 31) for n in range(9)))
    shown_days = [word for word in words(many) if word in days]
    assert shown_days[0] == "1 日"
    assert len(shown_days) < 31
    assert drawn(many).get("height") != drawn(CHART).get("height")


def test_hostile_words_stay_words() -> None:
    for chart in hostile().sections[0].charts:
        root = drawn(chart)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "text", "path", "rect", "pattern"}
        assert root.get("aria-label") == "<script>alert(1)</script>"
        assert all(len(word) < 40 for word in words(chart))


@pytest.mark.parametrize("chart", ALL, ids=[chart.name for chart in ALL])
def test_the_picture_is_the_same_twice_and_as_large_as_a_page_is_wide(chart: Chart) -> None:
    first = charts.png(chart)
    assert charts.png(chart) == first
    assert first.startswith(b"\x89PNG")
    across, _ = struct.unpack(">II", first[16:24])
    assert across == pytest.approx(520 / 72 * 200, abs=2)


def test_words_are_drawn_with_the_font_of_the_documents() -> None:
    # Without its words the picture is another one: they are there, and not left out as unknown to the font.
    silent = replace(CHART, categories=("", "", ""))
    assert len(charts.png(CHART)) > len(charts.png(silent)) + 500
    assert drawn(CHART).get("font-family") == fonts.FAMILY


def test_without_the_font_there_is_no_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    with pytest.raises(RenderError, match="expected the font WenQuanYi Micro Hei"):
        charts.png(CHART)


def test_a_chart_refuses_what_cannot_be_drawn() -> None:
    with pytest.raises(ContentError, match=r"chart c, series 扣分: expected 3 values, one a category, found 1"):
        replace(CHART, series=(Series("扣分", (1.0,)),))
    for wrong in (math.nan, math.inf, -math.inf):
        with pytest.raises(ContentError, match=f"chart c: expected finite numbers, found {wrong}"):
            replace(CHART, series=(Series("扣分", (1.0, wrong, 2.0)),))
    with pytest.raises(ContentError, match="expected finite numbers, found nan"):
        replace(CHART, limit=math.nan)
    with pytest.raises(ContentError, match="expected finite numbers from 0 on, found -1"):
        replace(CHART, kind="stack", series=(Series("扣分", (1.0, -1.0, 2.0)),))


values = st.lists(st.none() | st.floats(-1e15, 1e15), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    values,
    st.none() | st.floats(-1e15, 1e15),
    st.sampled_from(["bars", "lines"]),
)
def test_every_value_is_inside(points: list[float | None], limit: float | None, kind: str) -> None:
    names = tuple(map(str, range(len(points))))
    chart = Chart("c", "t", kind, names, (Series("s", tuple(points)),), limit=limit)  # type: ignore[arg-type]
    place = frame(chart, 1)
    assert list(place.ticks) == sorted(set(place.ticks))
    assert 2 <= len(place.ticks) <= 9
    inside = [value for value in (*points, limit) if value is not None]
    assert all(place.top - 0.02 <= place.y(value) <= place.bottom + 0.02 for value in inside)
    ElementTree.fromstring(charts.svg(chart))


@pytest.mark.parametrize("points", [(1e12, 1e12 + 1e-4), (1e17,), (3e-13, 5e-13), (-5e-324, 0.0), (0.1, 0.1)])
def test_a_span_of_nearly_nothing_has_a_scale(points: tuple[float, ...]) -> None:
    chart = Chart("c", "t", "lines", tuple(map(str, points)), (Series("s", points),))
    ticks = frame(chart, 1).ticks
    assert ticks[0] < ticks[-1]
    assert charts.svg(chart)


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1234.5, "1,234.5"), (0.25, "0.25"), (100, "100"), (-3, "-3")])
def test_numbers(value: float, text: str) -> None:
    assert shown(value) == text


@given(st.text(max_size=60), st.floats(20, 200))
def test_trimmed_words_fit(text: str, room: float) -> None:
    assert width(trimmed(text, room)) <= room
    assert trimmed("扣分", WIDTH) == "扣分"
