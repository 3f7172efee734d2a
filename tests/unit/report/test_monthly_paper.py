from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hfcheck.deductions import rule_all
from hfcheck.kinds import KINDS
from hfcheck.model import SHANGHAI, Verdict
from hfcheck.monthly import BEGAN, figures
from hfcheck.report.inspections import Inspections, Reconfigured
from hfcheck.report.monthly_charts import points_chart, trends_chart
from hfcheck.report.monthly_paper import monthly_paper
from hfcheck.report.monthly_tables import FORMS
from hfcheck.report.paper import Chart, Grid, Paper, Section
from hfcheck.report.record import Place, Trend
from tests.unit.report.sample_sheet import FACTS, case, issue

PLACE = Place("app-01", "业务应用服务器一", "中心机房", "应用服务器")
TREND = Trend(
    place=PLACE,
    title="磁盘空间使用率 /var",
    unit="%",
    points=(40.0, None, 85.0),
    limit=85.0,
    upper=True,
    last="85%",
    limit_text="≤ 85%",
    span="09-01 起 3 次",
    deviates=False,
    telling=True,
)
INSPECTIONS = Inspections(
    runs=53,
    incomplete=2,
    deviations={date(2025, 9, 1): 4, date(2025, 9, 30): 2},
    finished=datetime(2025, 9, 30, 16, 40, tzinfo=SHANGHAI),
    kinds={"应用服务器": Counter({Verdict.CONFORMS: 40, Verdict.DEVIATES: 2, Verdict.NOT_SEEN: 1})},
    trends=(TREND,),
)


def paper(inspections: Inspections = INSPECTIONS, **example: Any) -> Paper:
    found = case(**example)
    told = figures(found, rule_all(found), "2025-09")
    return monthly_paper(told, inspections, {"2025-08": 3, "2025-09": None}, Decimal("505.5"), issue())


def section(found: Paper, name: str) -> Section:
    return next(one for one in found.sections if one.name == name)


def grid(found: Paper, name: str) -> Grid:
    return next(one for one in found.grids() if one.name == name)


def rows(found: Paper, name: str) -> list[list[str]]:
    return [[cell.text for cell in row if cell] for row in grid(found, name).rows]


def chart(found: Paper, name: str) -> Chart:
    return next(one for part in found.sections for one in part.charts if one.name == name)


def test_both_halves_and_all_parts_are_there_each_with_a_name_of_its_own() -> None:
    found = paper()
    titles = [one.title for one in found.sections if one.level == 1]
    assert titles == [
        "一、总体情况",
        "二、驻场与考勤",
        "三、业务系统运维",
        "四、机房运维",
        "五、网络安全事件与违规",
        "六、服务承诺",
        "七、存在问题与建议",
        "八、下月工作计划",
        "九、数据说明",
    ]
    for names in ([one.name for one in found.sections], [one.name for one in found.grids()]):
        assert len(set(names)) == len(names)


def test_a_device_whose_configuration_changed_is_one_line() -> None:
    last = datetime(2025, 9, 12, 9, 5, tzinfo=SHANGHAI)
    changed = Reconfigured(PLACE, 3, 12, 4, last, ("ops",), unnamed=1)
    found = paper(replace(INSPECTIONS, kept=6, reconfigured=(changed,)))
    line = [PLACE.title, PLACE.site, "3", "12", "4", "2025-09-12 09:05", "ops、1 次无法确定"]
    assert rows(found, "reconfigured") == [line]
    assert "本月采集 6 台设备的运行配置" in grid(found, "reconfigured").about


def test_configurations_that_nobody_kept_are_not_said_to_be_unchanged() -> None:
    assert (
        grid(paper(replace(INSPECTIONS, kept=6)), "reconfigured").empty == "本月采集 6 台设备的运行配置，均没有变化。"
    )
    assert "reconfigured" not in [one.name for one in paper().grids()]


def test_the_overview_counts_what_happened() -> None:
    sentence, cost = section(paper(), "overview").paragraphs
    assert "应巡检 53 次，完成 50 次（其中补录 0 次），逾时 1 次，未巡检 1 次，待定或未到时段 1 次。" in sentence
    assert "登记故障 3 起，其中严重影响业务 1 起，上月结转未恢复 0 起，月末未恢复 2 起。" in sentence
    assert "业务系统需求新增 1 件，办结 1 件，逾期 0 件。" in sentence
    assert cost == "当月扣分待定；服务期内尚有 1 个月份待定，已确定的扣分共 3 分。"


def test_what_is_not_recorded_is_never_zero() -> None:
    found = paper(Inspections(), facts=[], without=["registers/2025-09", "attendance/2025-09"])
    sentence, _ = section(found, "overview").paragraphs
    assert "登记故障 未记录，其中严重影响业务 未记录。业务系统需求未记录。" in sentence
    assert section(found, "staff").paragraphs == (
        "合同驻场岗位 3 个。本月考勤表未记录。",
        "缺勤、人员变动未记录，不能据此认为没有发生。",
    )
    network = section(found, "room_network")
    assert (network.paragraphs, network.grids) == (("网络中断未记录，不能据此认为没有发生。",), ())
    assert section(found, "business_requests").grids == ()
    assert section(found, "room_findings").paragraphs == ("本月没有完整的自动巡检。",)
    assert grid(found, "trends").empty == "未记录：没有可比较的巡检数据。"
    assert section(found, "plan").paragraphs == ("业务系统运维：未记录。", "机房运维：未记录。")
    assert "0 起" not in sentence
    assert section(found, "room").paragraphs == ("日常工作未记录。",)
    assert section(found, "room_backup").paragraphs == ("未记录。",)
    told = [one.title for kind in BEGAN if (one := KINDS[kind.type])]
    assert section(found, "basis").paragraphs[0] == "中心已核对齐全的登记：无。"
    assert found.notices[0].title == "部分登记尚未经中心核对齐全"
    assert found.notices[0].lines == (f"{'、'.join(told)}。", "以上登记的内容可能不全，没有记录不等于没有发生。")


def test_a_complete_register_without_entry_says_that_nothing_happened() -> None:
    empty = paper(facts=[])
    assert section(empty, "room_network").paragraphs == ("本月没有新的网络中断。",)
    assert section(empty, "business_requests").grids == ()
    assert section(empty, "incidents").paragraphs == ("本月没有新的网络安全事件、违规。",)
    assert section(empty, "basis").paragraphs[0].endswith("现场服务、故障切换。")
    partly = paper(without=["registers/2025-09"])
    assert (grid(partly, "meeting").title, grid(paper(), "meeting").title) == ("会议明细（登记未核对）", "会议明细")


def test_faults_have_response_and_recovery_by_grade() -> None:
    assert rows(paper(), "room_grades") == [
        ["普通故障", "1", "30 分／30 分", "2 小时 00 分／2 小时 00 分", "0／0"],
        ["严重影响业务", "1", "10 分／10 分", "未记录", "0／1"],
        ["未定等级", "0", "—", "—", "0／0"],
    ]
    assert not section(paper(), "room_faults").charts
    more = [{"fault": FACTS[0]["fault"] | {"name": f"内存告警 {number}", "severity": None}} for number in range(3)]
    weeks = chart(paper(facts=[*FACTS, *more]), "room_faults_by_week")
    assert weeks.categories == ("1–7日", "8–14日", "15–21日", "22–28日", "29–30日")
    assert [one.values for one in weeks.series] == [(1, 0, 0, 0, 0), (0, 0, 1, 0, 0), (3, 0, 0, 0, 0)]


def test_days_with_something_wrong_are_listed_and_all_are_drawn() -> None:
    assert rows(paper(), "rounds") == [
        ["2025-09-12", "2", "1", "0", "0", "1", "0"],
        ["2025-09-13", "1", "0", "0", "1", "0", "0"],
        ["2025-09-15", "2", "1", "0", "0", "0", "1"],
    ]
    drawn = chart(paper(), "rounds")
    assert len(drawn.categories) == 30
    assert sum(value or 0 for one in drawn.series for value in one.values) == 53
    assert grid(paper(slots={}), "rounds").empty == "每日巡检均按时完成。"


def test_findings_and_trends_come_from_the_last_complete_run() -> None:
    found = paper()
    assert section(found, "room_findings").paragraphs[0].startswith("本月自动巡检 53 次，其中不完整 2 次。")
    assert rows(found, "findings") == [["应用服务器", "2", "1", "0", "40", "0"]]
    assert rows(found, "trends") == [
        ["业务应用服务器一", "磁盘空间使用率 /var", "40／85", "85%", "≤ 85%", "09-01 起 3 次"]
    ]
    gaps = chart(found, "deviations").series[0].values
    assert (gaps[0], gaps[1], gaps[29]) == (4.0, None, 2.0)


def test_trends_share_one_scale_and_gaps_stay_gaps() -> None:
    (drawn,) = trends_chart([TREND, replace(TREND, points=(17.0, 34.0))])
    assert [one.values for one in drawn.series] == [(47.1, None, 100.0), (None, 20.0, 40.0)]
    assert drawn.limit == 100.0
    assert trends_chart([replace(TREND, upper=False)]) == ()


def test_points_add_up_until_a_month_is_open() -> None:
    (drawn,) = points_chart({"2025-08": 3, "2025-09": 5, "2025-10": None, "2025-11": 1})
    assert [one.values for one in drawn.series] == [(3.0, 5.0, None, 1.0), (3.0, 8.0, None, None)]
    assert points_chart({"2025-08": 3, "2025-09": None}) == ()


@pytest.mark.parametrize(
    ("points", "cap", "said"),
    [
        ({"2025-08": 3, "2025-09": 5}, "505.50", "当月扣分 5 分，服务期内累计 8 分，距扣款上限（相当于 505.5 分）还有 497.5 分。"),  # noqa: E501
        ({"2025-08": 300, "2025-09": 205}, "505", "当月扣分 205 分，服务期内累计 505 分，已达到扣款上限（相当于 505 分）。"),  # noqa: E501
        ({"2025-08": 0, "2025-09": 0}, None, "当月扣分 0 分，服务期内累计 0 分。"),
        ({"2025-08": None, "2025-09": None}, "505", "当月扣分待定；服务期内尚有 2 个月份待定。"),
        ({"2025-08": None, "2025-09": 5}, "505", "当月扣分 5 分；服务期内尚有 1 个月份待定，已确定的扣分共 5 分。"),
    ],
)  # fmt: skip
def test_the_distance_to_the_cap_is_told(points: dict[str, int | None], cap: str | None, said: str) -> None:
    found = case()
    told = figures(found, rule_all(found), "2025-09")
    made = monthly_paper(told, INSPECTIONS, points, None if cap is None else Decimal(cap), issue())
    assert section(made, "overview").paragraphs[1] == said


def test_promises_are_counted_without_points() -> None:
    told = {row[0]: row[2:] for row in rows(paper(), "promises")}
    assert told["接到服务单后 T+2 小时到达现场"] == ["0", "1", "0", "0", "现场处理贷款合同打印：用时 8 小时 00 分"]
    assert told["24 小时值班"][:4] == ["0", "0", "30", "0"]
    assert told["24 小时值班"][4].endswith(" 等 30 项")
    assert told["影响业务类需求当天处理完毕"] == ["—", "—", "—", "—", "本月没有发生"]
    unconfirmed = {row[0]: row[2:] for row in rows(paper(without=["registers/2025-09"]), "promises")}
    assert unconfirmed["影响业务类需求当天处理完毕"][4] == "未记录：登记未经核对"


def test_what_people_wrote_stands_under_its_heading() -> None:
    found = paper()
    assert "机房运维存在问题：二号 UPS 电池老化" in section(found, "problems").paragraphs
    assert section(found, "plan").paragraphs == ("业务系统运维：配合年度结息测试", "机房运维：未记录。")


def test_a_report_of_an_unfinished_month_says_up_to_when_it_tells() -> None:
    found = paper(now="2025-09-20T18:00:00+08:00")
    assert found.notices[0].title == "本月尚未结束"
    assert found.notices[0].lines == ("数据截至 2025-09-20 18:00，不是全月情况。",)
    assert paper().notices == ()


def test_every_register_has_its_table() -> None:
    assert set(FORMS) == set(BEGAN)
