"""The heat map: sites × kinds of equipment, the worst verdict of each cell with its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hfcheck.model import Verdict
from hfcheck.report.phrases import SYMBOLS, VERDICTS
from hfcheck.report.record import HeatCell, HeatMap, HeatRow, Place, Tone

UNCOVERED_MARK = "○"
Key = tuple[str, str]
# The worst that is there gives a cell its tone. Something unseen, or a device nobody asked, is never green.
WORST = (
    (Verdict.DEVIATES, Tone.DEVIATES),
    (Verdict.NOT_SEEN, Tone.UNSEEN),
    (None, Tone.UNSEEN),
    (Verdict.WAIVED, Tone.WAIVED),
    (Verdict.CONFORMS, Tone.CONFORMS),
    (Verdict.NOT_APPLICABLE, Tone.NEUTRAL),
)
SHOWN = (Verdict.DEVIATES, Verdict.NOT_SEEN, Verdict.WAIVED)


def heat_map(counts: Iterable[tuple[Place, Mapping[Verdict, int]]], uncovered: Sequence[Place]) -> HeatMap:
    """The map for the counts of each inspected host and the hosts that no play asked; sites and kinds as they come."""
    cells: dict[Key, Counter[Verdict | None]] = {}
    for place, numbers in counts:
        cells.setdefault((place.site, place.kind), Counter()).update(numbers)
    for place in uncovered:
        cells.setdefault((place.site, place.kind), Counter())[None] += 1
    sites, kinds = dict.fromkeys(site for site, _ in cells), tuple(dict.fromkeys(kind for _, kind in cells))
    rows = (HeatRow(site, tuple(_cell(cells.get((site, kind))) for kind in kinds)) for site in sites)
    return HeatMap(kinds, tuple(rows))


def _cell(counts: Counter[Verdict | None] | None) -> HeatCell:
    if counts is None:
        return HeatCell(Tone.NOTHING)
    tone = next((tone for verdict, tone in WORST if counts[verdict]), Tone.UNSEEN)
    return HeatCell(tone, _marks(counts), _title(counts))


def _marks(counts: Counter[Verdict | None]) -> tuple[str, ...]:
    marks = [f"{SYMBOLS[verdict]}{counts[verdict]}" for verdict in SHOWN if counts[verdict]]
    if counts[None]:
        marks.append(f"{UNCOVERED_MARK}{counts[None]}")
    if not marks and counts[Verdict.CONFORMS]:
        marks.append(f"{SYMBOLS[Verdict.CONFORMS]}{counts[Verdict.CONFORMS]}")
    return tuple(marks) or (SYMBOLS[Verdict.NOT_APPLICABLE],)


def _title(counts: Counter[Verdict | None]) -> str:
    words = [f"{word} {counts[verdict]}" for verdict, word in VERDICTS.items() if counts[verdict]]
    return "，".join(words + ([f"未纳入 {counts[None]} 台"] if counts[None] else []))
