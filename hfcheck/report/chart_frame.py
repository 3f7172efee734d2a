"""Where things are in a chart: the scale of its values, the places of its categories, and how wide words are."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hfcheck.report.paper import Chart

WIDTH, PLOT_HEIGHT, ROW = 600.0, 170.0, 16.0
SIZE = 10.0
# A span below this has no scale.
LEAST = 1e-200
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot of `slots` categories between its edges; `ticks` are the values that have a line, low and high ends."""

    left: float
    right: float
    top: float
    bottom: float
    slots: int
    ticks: tuple[float, ...]

    width: float = WIDTH

    @property
    def height(self) -> float:
        """The height of the whole drawing."""
        return self.bottom + ROW + 4

    @property
    def slot(self) -> float:
        """The width of a category."""
        return (self.right - self.left) / max(self.slots, 1)

    def x(self, index: float) -> float:
        """The middle of a category."""
        return round(self.left + (index + 0.5) * self.slot, 2)

    def y(self, value: float) -> float:
        """The height of a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return round(self.bottom - (value - low) / (high - low) * (self.bottom - self.top), 2)


def frame(chart: Chart, rows: float) -> Frame:
    """The frame of a chart whose legend and unit take so many rows."""
    ticks = _ticks(*_span(chart), whole=_whole(chart))
    top = ROW * rows + 12
    left = max(width(shown(tick)) for tick in ticks) + 12
    return Frame(left, WIDTH - 8, top, top + PLOT_HEIGHT, len(chart.categories), ticks)


def _values(chart: Chart) -> Iterator[float]:
    for series in chart.series:
        yield from (value for value in series.values if value is not None)
    if chart.limit is not None:
        yield chart.limit


def _span(chart: Chart) -> tuple[float, float]:
    """The least and the greatest value; what has an area begins at zero."""
    seen = list(_values(chart))
    if chart.kind == "stack":
        columns = zip(*(series.values for series in chart.series), strict=True)
        seen += [sum(value for value in column if value is not None and value > 0) for column in columns]
    if chart.kind != "lines":
        seen.append(0.0)
    low, high = min(seen, default=0.0), max(seen, default=1.0)
    size = max(abs(low), abs(high))
    if high - low > max(size * 1e-9, LEAST):
        return low, high
    # As good as the same: a tenth of it, at least 1, is room enough.
    room = max(size / 10, 1.0)
    return (low, low + room) if low >= 0 else (low - room, low)


def _whole(chart: Chart) -> bool:
    return all(value == int(value) for value in _values(chart))


def _ticks(low: float, high: float, whole: bool) -> tuple[float, ...]:
    """Four to eight round values that hold the span between them."""
    rough = (high - low) / 4
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(step * unit for step in STEPS if step * unit >= rough * 0.999)
    if whole:
        step = max(math.ceil(step), 1)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(float(f"{number * step:.12g}") for number in range(first, last + 1))


def shown(value: float) -> str:
    """A number as it is written on paper: 1,234.5."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def width(words: str) -> float:
    """How wide words are, in units of the drawing; a little more than they need."""
    return SIZE * sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.6 for letter in words)


def trimmed(words: str, room: float) -> str:
    """The words, cut with … to the room."""
    if width(words) <= room:
        return words
    while words and width(words) + SIZE > room:
        words = words[:-1]
    return words + "…"
