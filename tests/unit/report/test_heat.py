from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Verdict
from hfcheck.report.heat import heat_map
from hfcheck.report.record import HeatCell, Place, Tone

ROOM = Place("app-01", "应用一", "中心机房", "服务器")


def cell(counts: dict[Verdict, int], uncovered: int = 0) -> HeatCell:
    places = [Place(f"new-{n}", "新", ROOM.site, ROOM.kind) for n in range(uncovered)]
    ((only,),) = [row.cells for row in heat_map([(ROOM, counts)], places).rows]
    return only


def test_the_worst_gives_the_tone_and_every_mark_is_there() -> None:
    seen = cell({Verdict.CONFORMS: 50, Verdict.DEVIATES: 2, Verdict.NOT_SEEN: 3, Verdict.WAIVED: 1}, uncovered=1)
    assert seen == HeatCell(Tone.DEVIATES, ("✘2", "?3", "△1", "○1"), "偏差 2，未检测到 3，例外 1，符合 50，未纳入 1 台")
    assert cell({Verdict.CONFORMS: 50}).marks == ("✓50",)
    assert cell({Verdict.NOT_APPLICABLE: 4}) == HeatCell(Tone.NEUTRAL, ("–",), "不适用 4")


@given(st.dictionaries(st.sampled_from(sorted(Verdict)), st.integers(0, 100)), st.integers(0, 3))
def test_green_only_where_everything_was_seen_and_conforms(counts: dict[Verdict, int], uncovered: int) -> None:
    bad = counts.get(Verdict.DEVIATES, 0) + counts.get(Verdict.NOT_SEEN, 0) + counts.get(Verdict.WAIVED, 0) + uncovered
    assert (cell(counts, uncovered).tone is Tone.CONFORMS) == (bad == 0 and counts.get(Verdict.CONFORMS, 0) > 0)


def test_a_host_without_any_result_is_unseen() -> None:
    assert cell({}).tone is Tone.UNSEEN


def test_a_kind_that_a_site_does_not_have_is_blank() -> None:
    other = Place("sw-01", "交换机", "洪江管理部", "交换机")
    heat = heat_map([(ROOM, {Verdict.CONFORMS: 1}), (other, {Verdict.CONFORMS: 1})], [])
    assert heat.kinds == ("服务器", "交换机")
    assert [[c.tone for c in row.cells] for row in heat.rows] == [
        [Tone.CONFORMS, Tone.NOTHING],
        [Tone.NOTHING, Tone.CONFORMS],
    ]
