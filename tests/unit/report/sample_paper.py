"""Papers with everything that a renderer has to cope with, already printable: `form()`, `report()`, `hostile()`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from hfcheck.model import SHANGHAI
from hfcheck.report import fonts
from hfcheck.report.paper import Cell, Chart, Grid, Head, Labelled, Paper, Row, Section, Series, Signing
from hfcheck.report.record import Notice, Seal
from hfcheck.report.text import Printer, printable
from tests.unit.report.test_documents import NASTY

CENTRE = "怀化市住房公积金管理中心"
MADE = datetime(2025, 10, 9, 9, 30, tzinfo=SHANGHAI)
SEAL = Seal("7F3K-29QD-XM4T-81ZC-5WHE-0B6N", "HFCHECK:HEAD:412:7f3k29qdxm4t81zc5whe0b6n", 412)
# Category, how many rows it covers, words, standard, points of the month (None: open).
ITEMS: tuple[tuple[str, int, str, str, int | None], ...] = (
    ("驻场服务规范类", 4, "未提供工作日全时段驻场服务或未按要求完成工作日每日 2 次（第一次应在上午9:30前完成、第二次应在下午16:00后完成）、公休日和节假日每日 1 次的机房现场巡检", "1 分 / 天", 2),  # noqa: E501
    ("", 0, "人员变动未提前 30 个工作日书面申请，或申请未获批擅自调离；驻场运维人员离职未提前 30 日书面申请；工作日驻场工程师未告知并获中心同意，擅自离开现场达半天以上", "1 分 / 次", 0),  # noqa: E501
    ("", 0, "每月未按时提交《运维工作月报》（含业务系统运维和机房运维）", "1 分 / 次", None),
    ("", 0, "未按时完成中心交办的其他合理任务的", "1 分 / 次", 0),
    ("安全管理违规类", 2, "私自接入中心网络、引入病毒、随意分配 IP 地址等违反中心安全原则和要求的行为", "5 分 / 次", 0),
    ("", 0, "违反中心规范化管理要求、保密要求或发生网络违规行为且造成后果", "30分 / 次", 0),
    ("业务系统需求", 2, "小需求未在 15 个工作日内完成并发送到现场测试", "5 分 / 次", 5),
    ("", 0, "大需求未在 30 个工作日内完成并发到现场测试", "10分 / 次", 0),
    ("设备运维类", 2, "机房内服务器、存储等硬件设备出现故障，未在规定时间内响应处理", "普通故障超 2 小时未处理扣5分 / 次；严重影响业务的故障超 1 小时未处理扣 10 分 / 次。", 10),  # noqa: E501
    ("", 0, "机房动力环境（市电输入、UPS 电源、空调制冷等）出现异常，未及时发现并处理", "导致设备运行受影响，扣 5 分 / 次；造成设备损坏的，扣 10 分 / 次。", 0),  # noqa: E501
    ("网络安全类", 2, "网络出现中断故障，未在 1 小时内恢复", "影响范围较小（如部分区域网络中断），扣 2 分 / 次；影响范围较大（如整体网络中断）（网络营运商、市云中心等其他部门造成的故障除外）", None),  # noqa: E501
    ("", 0, "网络安全防护措施不到位，", "遭受网络攻击导致业务系统受影响，扣 3 分 / 次；造成数据泄露等严重后果的，扣 10 分 / 次。", 0),  # noqa: E501
    ("会议系统运维类", 3, "会议系统在使用前未做好调试准备工作，导致会议无法正常开始或中途出现故障（设备故障除外）", "2 分 / 次", 0),  # noqa: E501
    ("", 0, "会议系统出现故障后，未在 15 分钟内响应处理", "1 分 / 次", 0),
    ("", 0, "未定期对会议系统设备进行检查、维护，设备出现老化、损坏影响正常使用", "1 分 / 次", 0),
)  # fmt: skip
DAYS = tuple(f"{day} 日" for day in range(1, 31))


def form(settled: bool = False) -> Paper:
    """月考核表 of the annex: spans in both directions, a box to write in; the total is a formula once settled."""
    stop = Notice("试算，不作为扣款依据", ("第 3 项：附件未规定《运维工作月报》的提交期限，待补充协议明确",), stop=True)
    paper = Paper(
        file="scorecard",
        title="业务系统及机房安全运维服务 2025年9月考核表",
        subtitle="",
        centre=CENTRE,
        made=MADE,
        notices=() if settled else (stop,),
        sections=(Section("scorecard", "", grids=(_annex(settled),)),),
        signings=_signings(settled),
        watermark="" if settled else "试算",
        seal=SEAL if settled else None,
    )
    return _printable(paper)


def _annex(settled: bool) -> Grid:
    heads = (
        Head("序号", 6, "centre"),
        Head("考核类别", 12, "centre"),
        Head("具体内容", 42),
        Head("扣分标准", 28),
        Head("当月扣分", 10, "centre"),
    )
    total = (
        Cell("17", Decimal(17), "SUM({above})", "month_points", tone="strong") if settled else Cell("待定", tone="warn")
    )
    bottom: tuple[Row, ...] = (
        (Cell("合计", columns=4, tone="strong"), None, None, None, total),
        (Cell("考核小组意见：", columns=5, lines=6), None, None, None, None),
        (Cell("备注：考核小组成员由采购专班、科技信息部、网办政务服务部组成。", columns=5), None, None, None, None),
    )
    rows = tuple(_item(number, settled) for number in range(1, len(ITEMS) + 1))
    return Grid("items", "", heads, rows + bottom)


def _item(number: int, settled: bool) -> Row:
    category, rows, words, standard, points = ITEMS[number - 1]
    first, group = Cell(str(number), Decimal(number)), Cell(category, rows=rows) if rows else None
    if points is None and not settled:
        return first, group, Cell(words), Cell(standard), Cell("待定", tone="warn")
    return first, group, Cell(words), Cell(standard), Cell(str(points or 0), Decimal(points or 0))


def report() -> Paper:
    """A sealed report of several pages: head, notice, levels, every kind of chart, a long table, money, signatures."""
    return _printable(
        Paper(
            file="monthly-report",
            title="运维工作月报",
            subtitle="2025年9月 · 业务系统运维、机房运维",
            centre=CENTRE,
            made=MADE,
            facts=(
                Labelled("服务单位", "湖南某某信息技术有限公司"),
                Labelled("报告期", "2025年9月1日至9月30日"),
                Labelled("驻场人员", "王志强、李晓明、周敏（共 3 个岗位）", wide=True),
            ),
            notices=(Notice("部分事实尚未记录", ("9 月 12 日备份结果未记录", "9 月 20 日考勤未记录")),),
            sections=_report_sections(),
            signings=_signings(signed=True),
            seal=SEAL,
        )
    )


def _report_sections() -> tuple[Section, ...]:
    overview = (
        "本月工作日 22 天，公休日和节假日 8 天，应巡检 52 次，按时完成 49 次，补录 1 次，未完成 2 次。"
        "硬件故障 6 起，其中普通 5 起、严重影响业务 1 起；平均响应 18 分钟，平均恢复 1 小时 42 分钟。"
        "受理业务需求 9 件，完成 7 件，逾期 1 件。",
        "与上月相比，故障减少 2 起；机房温度全月在 20–25 °C 之间。",
    )
    return (
        Section("overview", "一、总体情况", paragraphs=overview, charts=(_points(),)),
        Section("room", "二、机房运维"),
        Section("rounds", "（一）机房巡检", level=2, charts=(_rounds(), _temperature()), grids=(_faults(),)),
        Section("business", "三、业务系统运维", paragraphs=("本月无变更。",), charts=(_requests(),)),
        Section(
            "changes", "（一）变更", level=2, grids=(replace(_faults(), rows=(), title="", empty="本月未记录变更"),)
        ),
        Section("money", "四、扣款试算", grids=(_money(),)),
    )


def _points() -> Chart:
    months = ("8月", "9月", "10月", "11月", "12月")
    series = (Series("当月扣分", (6.0, 17.0, 0.0, None, None)),)
    return Chart("points", "各月扣分", "bars", months, series, unit="分")


def _rounds() -> Chart:
    late, missed = [0.0] * 30, [0.0] * 30
    late[8], missed[12], missed[19] = 1.0, 1.0, 1.0
    rest = {day for day in range(30) if day % 7 in (5, 6)}
    due = [1.0 if day in rest else 2.0 for day in range(30)]
    done = tuple(a - b - c for a, b, c in zip(due, late, missed, strict=True))
    series = (Series("按时", done, "good"), Series("补录", tuple(late), "warn"), Series("未完成", tuple(missed), "bad"))
    return Chart("rounds", "每日巡检", "stack", DAYS, series, unit="次")


def _temperature() -> Chart:
    room = tuple(None if day in (11, 12) else 22.5 + (day * 7 % 5) * 0.6 for day in range(30))
    ups = tuple(24.0 + (day * 3 % 7) * 0.45 for day in range(30))
    return Chart(
        "temperature", "机房温度", "lines", DAYS, (Series("中心机房", room), Series("UPS 间", ups)), "°C", limit=28.0
    )


def _requests() -> Chart:
    weeks = ("第 1 周", "第 2 周", "第 3 周", "第 4 周", "第 5 周")
    series = (
        Series("受理", (3.0, 2.0, 0.0, 3.0, 1.0)),
        Series("完成", (1.0, 3.0, 1.0, 2.0, None)),
        Series("逾期", (0.0, 0.0, 1.0, 0.0, 0.0), "bad"),
    )
    return Chart("requests", "业务需求", "bars", weeks, series, unit="件", limit=4.0)


def _faults() -> Grid:
    heads = (
        Head("编号", 16),
        Head("设备与现象", 40),
        Head("知悉", 16),
        Head("响应", 12, "right"),
        Head("等级", 10, "centre"),
    )
    rows = tuple(
        (
            Cell(f"fault/ups-{day:04}"),
            Cell(f"UPS 主机第 {day} 次电池告警，现场更换电池组并做放电试验，恢复后观察两小时未再出现。"),
            Cell(f"9月{day}日 08:20"),
            Cell(f"{day * 3} 分钟", tone="bad" if day == 9 else ""),
            Cell("严重" if day == 9 else "普通", tone="bad" if day == 9 else ""),
        )
        for day in range(1, 31)
    )
    return Grid("faults", "硬件故障", heads, rows, about="响应时间自知悉（告警与报告中较早的一个）起算，全天候计时。")


def _money() -> Grid:
    heads = Head("项目", 30), Head("说明", 40), Head("金额（元）", 20, "right", "#,##0.00")
    rows: tuple[Row, ...] = (
        (Cell("合同金额"), Cell("已签合同"), Cell("337,000.00", Decimal("337000.00"), name="amount")),
        (Cell("累计扣分"), Cell("8 月、9 月"), Cell("506", Decimal(506), name="points_total")),
        (
            Cell("扣款上限"),
            Cell("合同金额的 30%，向下取至分"),
            Cell("101,100.00", Decimal("101100.00"), "ROUNDDOWN(amount*30%,2)", "cap"),
        ),
        (
            Cell("扣款"),
            Cell("每分 200 元，不超过上限", tone="soft"),
            Cell("101,100.00", Decimal("101100.00"), "MIN(points_total*200,cap)", "deduction", "bad"),
        ),
        (
            Cell("应付", columns=2, tone="strong"),
            None,
            Cell("235,900.00", Decimal("235900.00"), "amount-deduction", "payable", "strong"),
        ),
    )
    return Grid("money", "扣款与应付", heads, rows)


def _signings(signed: bool = False) -> tuple[Signing, ...]:
    state = "电子签名有效 2025-10-09 09:12 密钥 3f9a01c27be4" if signed else ""
    return Signing("服务单位（盖章）", "王志强", state), Signing("考核小组（签字）", "张建国、刘芳、陈立", state)


def hostile() -> Paper:
    """The report with every nasty text in every place that holds a text, and a wide page."""
    heads = tuple(Head(text, 1) for text in NASTY[:6])
    rows = tuple(
        (Cell(text, name=f"nasty_{n}"), *(Cell(text, tone="bad") for _ in heads[1:])) for n, text in enumerate(NASTY)
    )
    chart = Chart(
        "nasty", NASTY[0], "lines", tuple(NASTY), (Series(NASTY[1], tuple(map(float, range(len(NASTY))))),), NASTY[8]
    )
    bars = replace(chart, kind="bars", series=(*chart.series, Series(NASTY[6], (None,) * len(NASTY))))
    parts = tuple(
        Section(
            f"s{n}",
            text,
            1 + n % 2,
            (text, NASTY[0]),
            (chart, bars) if n == 0 else (),
            (Grid(f"g{n}", text, heads, (), text),),
        )
        for n, text in enumerate(NASTY)
    )
    paper = replace(
        report(),
        title=NASTY[0],
        subtitle=NASTY[1],
        centre=NASTY[8],
        facts=tuple(Labelled(text, text, wide=n % 2 == 0) for n, text in enumerate(NASTY)),
        notices=tuple(Notice(text, (text,)) for text in NASTY),
        sections=(*parts, Section("all", NASTY[0], grids=(Grid("all", NASTY[1], heads, rows, about=NASTY[7]),))),
        signings=tuple(Signing(text, text, text) for text in NASTY),
        landscape=True,
    )
    return _printable(paper)


def _printable(paper: Paper) -> Paper:
    return printable(paper, Printer(fonts.coverage()))
