"""Charts of papers as Excel's own, drawn from numbers that stand on the sheet beside the printed page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.report.paper import Chart, Series

FONT = {"name": "宋体", "size": 9}
GREY = "#8a8a8a"
TONES: Mapping[str, str] = {"bad": "#a61b1b", "warn": "#b58900", "good": "#3d7a4a", "soft": "#9aa3ad"}
COLOURS = ("#1f3a5f", "#7c93ad", "#3d7a4a", "#b58900", "#5b6573")
# So that series can be told apart in black and white as well.
PATTERNS = ("", "wide_upward_diagonal", "percent_25", "dark_horizontal", "small_grid")
MARKERS = ("circle", "square", "triangle", "diamond", "x")
DASHES = ("solid", "square_dot", "dash", "long_dash_dot", "round_dot")
KINDS: Mapping[str, dict[str, str]] = {
    "bars": {"type": "column"},
    "stack": {"type": "column", "subtype": "stacked"},
    "lines": {"type": "line"},
}
LIMIT = "限值"
# Up to how many bars carry their numbers.
TOLD = 24
FEW = 10


class Numbers:
    """The place of a chart's numbers: categories in the first column, then the series, headings in the first row."""

    def __init__(self, sheet: str, row: int, column: int, count: int) -> None:
        self._sheet, self._row, self._column, self._count = sheet, row, column, count

    @property
    def categories(self) -> list[Any]:
        """The categories' cells as XlsxWriter takes a range."""
        return self._cells(0)

    def series(self, number: int) -> dict[str, list[Any]]:
        """Heading, categories and values of a series, counted from 0."""
        heading = [self._sheet, self._row, self._column + 1 + number]
        return {"name": heading, "categories": self.categories, "values": self._cells(number + 1)}

    def _cells(self, column: int) -> list[Any]:
        place = self._column + column
        return [self._sheet, self._row + 1, place, self._row + self._count, place]


def drawn(file: Any, chart: Chart, numbers: Numbers, size: tuple[int, int]) -> Any:
    """The chart as an XlsxWriter object of a size in pixels; the limit's numbers stand after those of the series."""
    drawing = file.add_chart(KINDS[chart.kind])
    for number, series in enumerate(chart.series):
        drawing.add_series(numbers.series(number) | _look(chart, series, number))
    if chart.limit is not None:
        _limit(file, drawing, chart, numbers)
    drawing.set_title({"name": chart.title, "overlay": False, "name_font": {**FONT, "size": 11, "bold": True}})
    drawing.set_legend({"position": "bottom", "font": FONT})
    drawing.set_x_axis({"num_font": FONT, "major_tick_mark": "none"})
    # Bars that do not begin at zero lie; a line may show a narrow range.
    floor = {} if chart.kind == "lines" else {"min": 0}
    steps = {"major_unit": 1} if _counts_few(chart) else {}
    grid = {"visible": True, "line": {"color": "#d9d9d9", "width": 0.5}}
    unit = {"name": chart.unit, "name_font": {**FONT, "rotation": 0, "bold": False}} if chart.unit else {}
    drawing.set_y_axis({"num_font": FONT, "major_gridlines": grid, **floor, **steps, **unit})
    drawing.show_blanks_as("gap")
    drawing.set_size({"width": size[0], "height": size[1]})
    return drawing


def _look(chart: Chart, series: Series, number: int) -> dict[str, Any]:
    colour = TONES.get(series.tone, COLOURS[number % len(COLOURS)])
    if chart.kind == "lines":
        line = {"color": colour, "width": 1.5, "dash_type": DASHES[number % len(DASHES)]}
        marker = {"type": MARKERS[number % len(MARKERS)], "size": 4, "fill": {"color": colour}}
        return {"line": line, "marker": marker | {"border": {"color": colour}}}
    pattern = PATTERNS[number % len(PATTERNS)]
    fill = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "white"}} if pattern else {}
    # A bar of nothing and an unknown one look the same: where there is room, the number says which.
    told = len(chart.categories) * len(chart.series) <= TOLD and chart.kind == "bars"
    label = {"data_labels": {"value": True, "font": FONT}} if told else {}
    return {"fill": {"color": colour}, **fill, "border": {"color": colour, "width": 0.75}, "gap": 60, **label}


def _limit(file: Any, drawing: Any, chart: Chart, numbers: Numbers) -> None:
    line = {"line": {"color": GREY, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"}}
    series = numbers.series(len(chart.series)) | line
    if chart.kind == "lines":
        drawing.add_series(series)
        return
    over = file.add_chart({"type": "line"})
    over.add_series(series)
    drawing.combine(over)


def _counts_few(chart: Chart) -> bool:
    """Whether the axis is to count by ones: half a round means nothing."""
    highest = [sum(value or 0 for value in values) for values in zip(*(s.values for s in chart.series), strict=True)]
    whole = all(value is None or value == int(value) for series in chart.series for value in series.values)
    return chart.kind != "lines" and whole and max(highest, default=0) <= FEW
