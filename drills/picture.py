"""The error window as a picture: what was asked, what was answered and what was lost, over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 960, 300, 56, 64, 40, 16
ANSWERED, LOST, MARK, INK = "#7aa6c2", "#c0392b", "#555555", "#222222"
TICKS = 8
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, packet or probe: when it began (seconds since the load began), and whether it was answered."""

    at: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was done at a moment: seconds since the load began, and its name."""

    at: float
    text: str


def error_window(requests: Iterable[Request]) -> float:
    """Seconds from the beginning of the first lost request to that of the next one answered after the last lost.

    0 when none was lost. Raises ValueError when nothing was answered after the last lost one: the window has no end.
    """
    ordered = sorted(requests, key=lambda request: request.at)
    lost = [request.at for request in ordered if not request.answered]
    if not lost:
        return 0.0
    ends = [request.at for request in ordered if request.answered and request.at > lost[-1]]
    if not ends:
        raise ValueError(f"expected answers after the last lost request at {lost[-1]:.2f} s, found none")
    return ends[0] - lost[0]


def picture(title: str, requests: Sequence[Request], marks: Iterable[Mark] = (), bucket: float = 0.1) -> str:
    """An SVG: requests in buckets of that many seconds, by their beginning, the lost ones in red on top.

    Raises ValueError for no requests at all: an empty picture would look like a good one.
    """
    if not requests:
        raise ValueError("expected requests to draw, found none")
    end = max(request.at for request in requests) + bucket
    counts = _counts(requests, bucket)
    top = max(answered + lost for answered, lost in counts)
    lost = sum(lost for _, lost in counts)
    head = f"{len(requests)} requests, {lost} lost; one bar is {bucket:g} s"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-size="15">{escape(title)}</text>',
        f'<text x="{LEFT}" y="38" fill="{MARK}">{escape(head)}</text>',
        *(_bar(index, pair, top, bucket / end) for index, pair in enumerate(counts)),
        *_axis(end, top),
        *(_mark(mark, end) for mark in marks),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _counts(requests: Sequence[Request], bucket: float) -> list[tuple[int, int]]:
    counts = [[0, 0] for _ in range(ceil(max(request.at for request in requests) / bucket) + 1)]
    for request in requests:
        counts[int(request.at / bucket)][not request.answered] += 1
    return [(answered, lost) for answered, lost in counts]


def _bar(index: int, pair: tuple[int, int], top: int, share: float) -> str:
    room, wide = HEIGHT - TOP - BOTTOM, (WIDTH - LEFT - RIGHT) * share
    answered, lost = (room * count / top for count in pair)
    x, base = LEFT + index * wide, HEIGHT - BOTTOM
    box = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>'
    blue = box.format(x, base - answered, wide * 0.9, answered, ANSWERED) if answered else ""
    red = box.format(x, base - answered - lost, wide * 0.9, lost, LOST) if lost else ""
    return blue + red


def _axis(end: float, top: int) -> list[str]:
    base, step = HEIGHT - BOTTOM, next((step for step in STEPS if end / step <= TICKS * 2), end / TICKS)
    ticks = [index * step for index in range(int(end / step) + 1)]
    return [
        f'<path d="M{LEFT} {TOP}V{base}H{WIDTH - RIGHT}" fill="none" stroke="{INK}"/>',
        f'<text x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end">{top}</text>',
        f'<text x="{LEFT - 6}" y="{base}" text-anchor="end">0</text>',
        *(f'<text x="{_x(at, end):.1f}" y="{base + 16}" text-anchor="middle">{at:g}</text>' for at in ticks),
        f'<text x="{WIDTH - RIGHT}" y="{base + 32}" text-anchor="end">seconds</text>',
    ]


def _mark(mark: Mark, end: float) -> str:
    x = _x(mark.at, end)
    line = f'<path d="M{x:.1f} {TOP - 8}V{HEIGHT - BOTTOM}" stroke="{MARK}" stroke-dasharray="4 3"/>'
    return f'{line}<text x="{x + 3:.1f}" y="{TOP - 10}" fill="{MARK}">{escape(mark.text)}</text>'


def _x(at: float, end: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * at / end
