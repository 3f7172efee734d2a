"""Small vector drawings: the line of a trend and the QR symbol, as SVG that paper and screen share.

Only numbers of ours get into them, never a text of a device.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import segno

from hfcheck.report.record import Trend

WIDTH, HEIGHT, MARGIN = 120.0, 30.0, 3.0
INK, ALARM, LIMIT = "#1f3a5f", "#a61b1b", "#8a8a8a"


def sparkline(trend: Trend) -> str:
    """The trend as an SVG of 120 × 30: the line, its gaps, its last point, and the limit as a dashed line."""
    seen = [value for value in trend.points if value is not None]
    scale = [*seen, trend.limit] if trend.limit is not None else seen
    low, high = min(scale), max(scale)
    colour = ALARM if trend.deviates else INK
    parts = [*_limit(trend.limit, low, high), *_lines(trend.points, low, high, colour)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}">{"".join(parts)}</svg>'
    )


def _height(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 2)


def _limit(limit: float | None, low: float, high: float) -> Iterator[str]:
    if limit is not None:
        y = _height(limit, low, high)
        yield f'<path d="M0 {y:g}H{WIDTH:g}" stroke="{LIMIT}" stroke-width="0.7" stroke-dasharray="3 2" fill="none"/>'


def _lines(points: Sequence[float | None], low: float, high: float, colour: str) -> Iterator[str]:
    step = (WIDTH - 2 * MARGIN) / max(len(points) - 1, 1)
    places = [
        None if value is None else (round(MARGIN + index * step, 2), _height(value, low, high))
        for index, value in enumerate(points)
    ]
    path = ""
    for before, place in zip([None, *places], places, strict=False):
        if place is not None:
            # A point between two gaps is a dot: a line of no length with round ends.
            path += f"{'L' if before else 'M'}{place[0]:g} {place[1]:g}" + ("" if before else "h0")
    yield f'<path d="{path}" stroke="{colour}" stroke-width="1.3" fill="none" stroke-linecap="round"/>'
    last = next((place for place in reversed(places) if place is not None), None)
    if last is not None:
        yield f'<circle cx="{last[0]:g}" cy="{last[1]:g}" r="2" fill="{colour}"/>'


def qr_svg(text: str) -> str:
    """The QR symbol of a text as SVG, error correction M."""
    target = io.BytesIO()
    symbol = segno.make(text, error="m", micro=False, boost_error=False)
    symbol.save(
        target,
        kind="svg",
        border=2,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        nl=False,
        light="#fff",
        omitsize=True,
    )
    return target.getvalue().decode()


def qr_png(text: str) -> bytes:
    """The QR symbol of a text as PNG, for the workbook."""
    target = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(target, kind="png", scale=4, border=2)
    return target.getvalue()
