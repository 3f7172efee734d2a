"""Charts as drawings: bars, stacked bars and lines over categories, as SVG for screen and paper, as PNG for the others.

Made for a black-and-white printer: sets of bars differ in pattern, lines in marks, and values are written where there
is room. None is a gap, never zero: among bars it is a dotted place named 无数据 in the legend, in a line a break.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from hfcheck.report import fonts, typeset
from hfcheck.report.chart_frame import ROW, WIDTH, Frame, frame, shown, trimmed, width
from hfcheck.report.paper import Chart, Series

INK, SOFT, RULE, LIMIT = "#1c2430", "#5b6573", "#d5d9de", "#a61b1b"
LIMIT_DASHES = "5 3"
COLOURS = ("#1f3a5f", "#6d8db3", "#40566f", "#9aa7b5")
TONES = {"bad": "#a61b1b", "warn": "#b98412", "good": "#3f7350", "soft": "#8a8f96", "strong": "#1c2430"}
# What a bar of the n-th series is filled with, drawn in a square of 6; the first is solid.
PATTERNS = ("", "M-1 7L7 -1", "M3 0V6M0 3H6", "M0 3H6", "M-1 -1L7 7")
MARKS = (
    "M{l} {y}A{r} {r} 0 1 0 {h} {y}A{r} {r} 0 1 0 {l} {y}Z",
    "M{l} {t}H{h}V{b}H{l}Z",
    "M{x} {t}L{h} {b}H{l}Z",
    "M{x} {t}L{h} {y}L{x} {b}L{l} {y}Z",
)
UNKNOWN = "无数据"
UNKNOWN_STYLE = f'fill="none" stroke="{SOFT}" stroke-width="0.8" stroke-dasharray="1.5 2.5"'
SWATCH = 18.0
DOTS_AN_INCH = 200
# More marks than this only cover each other.
MARKED = 40


def png(chart: Chart) -> bytes:
    """The chart as PNG of 200 dots an inch, without its title; raises RenderError when the font is missing."""
    return typeset.png("chart.typ", {"svg": svg(chart)}, DOTS_AN_INCH)


def svg(chart: Chart) -> str:
    """The chart as SVG of 600 units width, without its title; all words in it are escaped."""
    keys = tuple(_keys(chart))
    rows = max((y for _, y, _ in _placed(keys)), default=0.0) / ROW + 1
    place = frame(chart, rows)
    marks = _lines(chart, place) if chart.kind == "lines" else _bars(chart, place)
    parts = [*_patterns(chart), *_axes(chart, place), *_legend(chart, keys), *marks, *_limit(chart, place)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {place.width:g} {place.height:g}" '
        f'width="{place.width:g}" height="{place.height:g}" font-family="{fonts.FAMILY}" font-size="10" fill="{INK}" '
        f'role="img" aria-label="{escape(chart.title)}">{"".join(parts)}</svg>'
    )


def _colour(series: Series, number: int) -> str:
    return TONES.get(series.tone, COLOURS[number % len(COLOURS)])


def _text(x: float, y: float, words: str, anchor: str = "start", fill: str = SOFT) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def _line(path: str, stroke: str, weight: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{path}" stroke="{stroke}" stroke-width="{weight:g}" fill="none"{dashed}/>'


def _fill(series: Series, number: int) -> str:
    colour = _colour(series, number)
    return f"url(#{_fill_name(number, colour)})" if PATTERNS[number % len(PATTERNS)] else colour


def _patterns(chart: Chart) -> Iterator[str]:
    """The patterns of the bars; equal names are equal drawings, so that charts of one page agree."""
    shapes = () if chart.kind == "lines" else enumerate(chart.series)
    for number, series in shapes:
        lines, colour = PATTERNS[number % len(PATTERNS)], _colour(series, number)
        if lines:
            yield (
                f'<pattern id="{_fill_name(number, colour)}" width="6" height="6" patternUnits="userSpaceOnUse">'
                f'<rect width="6" height="6" fill="#fff"/>{_line(lines, colour, 1.6)}</pattern>'
            )


def _fill_name(number: int, colour: str) -> str:
    return f"fill-{number % len(PATTERNS)}-{colour[1:]}"


def _axes(chart: Chart, place: Frame) -> Iterator[str]:
    if chart.unit:
        yield _text(place.right, 11, f"单位：{trimmed(chart.unit, 80)}", "end")
    for tick in place.ticks:
        y = place.y(tick)
        yield _line(f"M{place.left:g} {y:g}H{place.right:g}", INK if tick == 0 else RULE, 0.8 if tick == 0 else 0.6)
        yield _text(place.left - 5, y + 3.5, shown(tick), "end")
    yield _line(f"M{place.left:g} {place.bottom:g}H{place.right:g}", INK, 0.8)
    yield from _categories(chart, place)


def _categories(chart: Chart, place: Frame) -> Iterator[str]:
    """The categories below the plot: all, or every n-th when they would touch."""
    widest = max((width(name) for name in chart.categories), default=0)
    every = max(math.ceil(min(widest + 6, 90) / place.slot), 1)
    for index in range(0, len(chart.categories), every):
        yield _text(
            place.x(index), place.bottom + 14, trimmed(chart.categories[index], place.slot * every - 4), "middle"
        )


def _limit(chart: Chart, place: Frame) -> Iterator[str]:
    if chart.limit is not None:
        y = place.y(chart.limit)
        yield _line(f"M{place.left:g} {y:g}H{place.right:g}", LIMIT, 1, LIMIT_DASHES)


def _unknown(x: float, breadth: float, place: Frame) -> str:
    return _bar(x, breadth, place.bottom, place.top, UNKNOWN_STYLE)


def _bar(x: float, breadth: float, low: float, high: float, style: str) -> str:
    # Up and down are the screen's: `high` is above `low` where the value is positive.
    top, height = min(low, high), round(abs(low - high), 2)
    return f'<rect x="{x:g}" y="{top:g}" width="{breadth:g}" height="{height:g}" {style}/>'


def _bars(chart: Chart, place: Frame) -> Iterator[str]:
    stacked = chart.kind == "stack"
    beside = 1 if stacked else max(len(chart.series), 1)
    breadth = round(min(place.slot * 0.72 / beside, 46), 2)
    for index in range(len(chart.categories)):
        x = place.x(index) - breadth * beside / 2
        values = [series.values[index] for series in chart.series]
        for number, value in enumerate(values):
            if value is None:
                yield _unknown(round(x + (0 if stacked else number * breadth), 2), breadth, place)
        yield from (_stack if stacked else _set)(chart, place, values, x, breadth)


def _set(chart: Chart, place: Frame, values: Sequence[float | None], x: float, breadth: float) -> Iterator[str]:
    for number, (series, value) in enumerate(zip(chart.series, values, strict=True)):
        if value is not None:
            left = round(x + number * breadth, 2)
            yield _bar(left, breadth, place.y(0), place.y(value), _style(series, number))
            if breadth >= width(shown(value)) - 4:
                top = place.y(max(value, 0)) - 4
                yield _text(round(left + breadth / 2, 2), top, shown(value), "middle", INK)


def _stack(chart: Chart, place: Frame, values: Sequence[float | None], x: float, breadth: float) -> Iterator[str]:
    low = 0.0
    for number, (series, value) in enumerate(zip(chart.series, values, strict=True)):
        if value:
            yield _bar(round(x, 2), breadth, place.y(low), place.y(low + value), _style(series, number))
            low += value
    if None not in values and breadth >= width(shown(low)) - 4:
        yield _text(round(x + breadth / 2, 2), place.y(low) - 4, shown(low), "middle", INK)


def _style(series: Series, number: int) -> str:
    return f'fill="{_fill(series, number)}" stroke="{_colour(series, number)}" stroke-width="0.8"'


def _lines(chart: Chart, place: Frame) -> Iterator[str]:
    every = math.ceil(len(chart.categories) / MARKED)
    for number, series in enumerate(chart.series):
        colour = _colour(series, number)
        points = [None if v is None else (place.x(index), place.y(v)) for index, v in enumerate(series.values)]
        yield f'<path d="{_path(points)}" stroke="{colour}" stroke-width="1.4" fill="none" stroke-linecap="round"/>'
        yield from (_mark(*point, number, colour) for point in points[::every] if point)


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts = []
    for before, point in zip([None, *points], points, strict=False):
        if point:
            # A point between two gaps is a dot: a line of no length with round ends.
            parts.append(f"L{point[0]:g} {point[1]:g}" if before else f"M{point[0]:g} {point[1]:g}h0")
    return "".join(parts)


def _mark(x: float, y: float, number: int, colour: str) -> str:
    size = 2.6
    ends = {"l": x - size, "h": x + size, "t": y - size, "b": y + size, "x": x, "y": y, "r": size}
    path = MARKS[number % len(MARKS)].format(**{name: round(value, 2) for name, value in ends.items()})
    return f'<path d="{path}" fill="{colour}"/>'


@dataclass(frozen=True, slots=True)
class _Key:
    """An entry of the legend: a series, the limit, or (neither) what has no data."""

    name: str
    number: int = 0
    series: Series | None = None
    limit: bool = False


def _keys(chart: Chart) -> Iterator[_Key]:
    for number, series in enumerate(chart.series):
        yield _Key(trimmed(series.name, 150), number, series)
    if any(None in series.values for series in chart.series):
        yield _Key(UNKNOWN)
    if chart.limit is not None:
        yield _Key(f"限值 {shown(chart.limit)}", limit=True)


def _placed(keys: Iterable[_Key]) -> Iterator[tuple[float, float, _Key]]:
    """The entries from left to right, in as many rows as they need; the unit has the right end."""
    x, y = 0.0, 0.0
    for key in keys:
        room = SWATCH + 5 + width(key.name) + 14
        if x and x + room > WIDTH - 130:
            x, y = 0.0, y + ROW
        yield x, y, key
        x += room


def _legend(chart: Chart, keys: Iterable[_Key]) -> Iterator[str]:
    for x, y, key in _placed(keys):
        draw = _limit_key if key.limit else _line_key if chart.kind == "lines" else _bar_key
        yield draw(key, x, y + 7.5)
        yield _text(x + SWATCH + 5, y + 11, key.name, fill=INK)


def _limit_key(_: _Key, x: float, y: float) -> str:
    return _line(f"M{x:g} {y:g}h{SWATCH:g}", LIMIT, 1, LIMIT_DASHES)


def _bar_key(key: _Key, x: float, y: float) -> str:
    style = _style(key.series, key.number) if key.series else UNKNOWN_STYLE
    return f'<rect x="{x + 4:g}" y="{y - 5:g}" width="{SWATCH - 4:g}" height="10" {style}/>'


def _line_key(key: _Key, x: float, y: float) -> str:
    if key.series is None:
        return _line(f"M{x:g} {y:g}h6m6 0h6", SOFT, 1.4)
    colour = _colour(key.series, key.number)
    return _line(f"M{x:g} {y:g}h{SWATCH:g}", colour, 1.4) + _mark(x + SWATCH / 2, y, key.number, colour)
