from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hfcheck.capacity import Outlook, Prospect
from hfcheck.model import SHANGHAI, Verdict
from hfcheck.report.charts import svg
from hfcheck.report.filling import Filling, filling, filling_chart, filling_grids, full_text, soon_full
from hfcheck.report.sources import Row, Run, scope

T0 = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)
USED = "storage_volumes.used"
PLAN = {
    "plays": [{"name": "servers", "hosts": ["db01", "app01"], "checks": [USED]}],
    "checks": {USED: {"title": "磁盘空间使用率", "rule": "at_most", "unit": "%", "trend": True, "severity": "high"}},
    "hosts": {"db01": {"title": "数据库一"}, "app01": {"title": "应用一"}},
}
PAST = {
    "db01": [{"/": 40.0, "/data": 60 + day * 0.5} for day in range(20)],
    "app01": [{"/": 30.0} for _ in range(4)],
}


def history(host: str, _: str) -> list[dict[str, Any]]:
    days = enumerate(PAST[host])
    return [{"at": (T0 + timedelta(days=day)).isoformat(), "found": found} for day, found in days]


def found() -> tuple[Filling, ...]:
    run = Run("r1", PLAN, None, None, (), ())
    rows = [Row(host, USED, Verdict.CONFORMS, 85.0, PAST[host][-1]) for host in PAST]
    return filling(rows, scope((run,)), history)


def test_each_volume_is_told_the_nearest_to_its_end_first() -> None:
    assert [(one.place.title, one.title, one.outlook.prospect) for one in found()] == [
        ("数据库一", "磁盘空间使用率 /data", Prospect.FILLING),
        ("应用一", "磁盘空间使用率 /", Prospect.UNKNOWN),
        ("数据库一", "磁盘空间使用率 /", Prospect.STEADY),
    ]
    (grid,) = filling_grids(found())
    assert [row[-1].text for row in grid.rows] == ["约 31 天后", "数据不足，未知", "一年内不会"]
    assert filling_grids(()) == ()


def test_the_daily_record_tells_only_what_is_full_within_a_month() -> None:
    assert soon_full(found()) == ()
    near = [replace(one, outlook=Outlook(one.outlook.prospect, 0.5, 30.0)) for one in found()]
    (notice,) = soon_full(near)
    assert notice.title == "预计 30 天内用满"
    assert not notice.stop
    assert notice.lines == (
        "数据库一（db01）磁盘空间使用率 /data：最近 69.5%，每日增长 0.5%，约 30 天后达到限值 85%。",
    )
    assert soon_full(near[:1] * 15)[0].lines[12:] == ("其余 3 项见当月运维报告。",)


def test_the_words_of_each_prospect() -> None:
    assert full_text(Outlook(Prospect.FULL, days=0.0)) == "已达限值"
    assert full_text(Outlook(Prospect.FILLING, 1.0, 0.4)) == "1 天之内"


def test_the_picture_holds_the_past_and_the_month_ahead() -> None:
    (chart,) = filling_chart(found())
    observed, expected = chart.series
    assert len(chart.categories) == 50
    assert (observed.values[0], observed.values[-1]) == (70.6, None)
    assert (expected.values[0], expected.values[-1]) == (None, 99.4)
    assert observed.values[19] == expected.values[19]
    assert "预计：数据库一" in svg(chart)
    assert filling_chart(found()[1:]) == ()
