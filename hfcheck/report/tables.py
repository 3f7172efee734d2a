"""The plain tables of the record: the same headings, columns and cells for paper, screen and workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hfcheck.model import Severity, Verdict
from hfcheck.report.phrases import SEVERITIES, SYMBOLS, VERDICTS
from hfcheck.report.record import Deviation, Exempt, HostResult, OnsiteItem, Place, RoundRecord, Unseen

# Paper and screen stop here and say so; the workbook holds every row.
PAPER_ROWS = 300
BEHIND = "线路中断时，其后无应答的设备并入该线路。"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the column's share of the width of the page."""

    title: str
    share: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with an optional second line in small print; `tone` is a severity, "bad", "mono" or empty."""

    text: str
    small: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One section: `empty` is what it says when it has no rows, `about` one line of explanation.

    `merged`: how many things the rows stand for, where one row may stand for several.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    about: str = ""
    merged: int | None = None

    @property
    def count(self) -> int:
        """How many things the table tells of."""
        return len(self.rows) if self.merged is None else self.merged

    @property
    def on_paper(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows that paper and screen show."""
        return self.rows[:PAPER_ROWS]

    @property
    def left_out(self) -> int:
        """How many rows only the workbook shows."""
        return len(self.rows) - len(self.on_paper)


def deviations(record: RoundRecord) -> Table:
    """Deviations, the gravest first, each with what to do."""
    columns = (
        Column("序号", 5, True),
        Column("等级", 6, True),
        Column("设备", 18),
        Column("检查项", 22),
        Column("期望", 14),
        Column("实际", 22),
        Column("处置", 19),
    )
    rows = tuple(_deviation(number, item) for number, item in enumerate(record.deviations, 1))
    return Table("deviations", "偏差与处置", columns, rows, "没有发现偏差。", "按等级从重到轻排列。")


def deviations_by_cause(record: RoundRecord) -> Table:
    """Deviations for paper and screen: those of devices behind a line that is down are told with the line.

    One that somebody wrote a word about keeps its row.
    """
    own = tuple(item for item in record.deviations if item.behind is None or item.handling)
    table = deviations(replace(record, deviations=own))
    if len(own) == len(record.deviations):
        return table
    return replace(table, about=f"{table.about}{BEHIND}", merged=len(record.deviations))


def _deviation(number: int, item: Deviation) -> tuple[Cell, ...]:
    runbook = f"处置手册 {item.runbook}" if item.runbook else "无处置手册"
    observed = " · ".join(part for part in (item.since, item.detail) if part)
    small = " · ".join(part for part in (item.check, item.clause) if part)
    evidence = f"证据 {item.evidence}" if item.evidence else "无证据"
    return (
        Cell(str(number)),
        Cell(SEVERITIES[item.severity] if item.severity else "未分级", tone=item.severity or Severity.CRITICAL),
        _place(item.place),
        Cell(item.title, small),
        Cell(item.expected),
        Cell(item.actual, observed, "bad"),
        Cell(item.handling or "（待填写）", f"{runbook} · {evidence}"),
    )


def _place(place: Place) -> Cell:
    name = "" if place.host == place.title else f" · {place.host}"
    return Cell(place.title, f"{place.site}{name}")


def unseen(record: RoundRecord) -> Table:
    """What was not seen, one line a host and reason."""
    columns = (Column("设备", 24), Column("原因", 14), Column("项数", 7, True), Column("涉及检查项", 55))
    rows = tuple(_unseen(item) for item in record.unseen)
    about = "未检测到不等于正常；同一设备同一原因合并为一行。"
    merged = sum(item.checks for item in record.unseen)
    return Table("unseen", "未检测到", columns, rows, "计划内的检查项全部检测到。", about, merged)


def unseen_by_cause(record: RoundRecord) -> Table:
    """What was not seen, for paper and screen: one line for all devices behind a line that is down."""
    table, lines = unseen(record), dict[Place, list[Unseen]]()
    for item in record.unseen:
        if item.behind is not None:
            lines.setdefault(item.behind, []).append(item)
    if not lines:
        return table
    rows = tuple(_unseen(item) for item in record.unseen if item.behind is None)
    outages = tuple(_outage(line, items) for line, items in lines.items())
    return replace(table, rows=(*outages, *rows), about=f"{table.about}{BEHIND}")


def _outage(line: Place, items: Sequence[Unseen]) -> tuple[Cell, ...]:
    names = list(dict.fromkeys(item.place.title for item in items))
    checks = str(sum(item.checks for item in items))
    return (
        _place(line),
        Cell("线路中断"),
        Cell(checks),
        Cell(f"其后 {len(names)} 台设备：{'、'.join(names)}", items[0].detail),
    )


def _unseen(item: Unseen) -> tuple[Cell, ...]:
    return _place(item.place), Cell(item.reason), Cell(str(item.checks)), Cell(item.examples, item.detail)


def exempt(record: RoundRecord) -> Table:
    """Accepted exceptions."""
    columns = (
        Column("设备", 18),
        Column("检查项", 18),
        Column("期望与实际", 20),
        Column("例外原因与补偿措施", 24),
        Column("责任人", 9),
        Column("批准人", 9),
        Column("到期", 11),
    )
    rows = tuple(_exempt(item) for item in record.exempt)
    return Table("exempt", "例外", columns, rows, "没有例外。", "经批准暂不整改的偏差；到期后重新列为偏差。")


def _exempt(item: Exempt) -> tuple[Cell, ...]:
    return (
        _place(item.place),
        Cell(item.title, item.check),
        Cell(item.actual, f"期望 {item.expected}"),
        Cell(item.reason, f"补偿措施：{item.compensation}" if item.compensation else ""),
        Cell(item.owner),
        Cell(item.approver),
        Cell(item.expires),
    )


def exempt_by_reason(record: RoundRecord) -> Table:
    """Accepted exceptions for paper: one line for all the devices that share one."""
    table, groups = exempt(record), dict[Exempt, list[Place]]()
    for item in record.exempt:
        groups.setdefault(replace(item, place=NOWHERE), []).append(item.place)
    rows = tuple((_places(places), *_exempt(item)[1:]) for item, places in groups.items())
    return replace(table, rows=rows, about=f"{table.about}内容相同的合并为一行。", merged=len(record.exempt))


NOWHERE = Place("", "", "", "")


def _places(places: Sequence[Place]) -> Cell:
    return _place(places[0]) if len(places) == 1 else Cell("、".join(p.title for p in places), f"{len(places)} 台")


def onsite(record: RoundRecord) -> Table:
    """The answers that only a person in the room can give, by area."""
    area, title, answer = Column("区域", 12), Column("项目", 26), Column("结果", 9, True)
    columns = (area, title, answer, Column("数值", 13), Column("说明与照片", 40))
    rows = tuple(_onsite(item) for item in record.onsite)
    return Table("onsite", "现场检查", columns, rows, "没有现场检查记录。")


def _onsite(item: OnsiteItem) -> tuple[Cell, ...]:
    photos = f"照片 {'、'.join(item.photos)}" if item.photos else ""
    answer = Cell(item.answer, tone="bad" if item.abnormal else "")
    return Cell(item.area), Cell(item.title), answer, Cell(item.value), Cell(item.note, photos)


def uncovered(record: RoundRecord) -> Table:
    """Devices in the inventory that no play asked."""
    columns = (Column("设备", 34), Column("地点", 22), Column("类别", 22), Column("名称", 22))
    rows = tuple((Cell(p.title), Cell(p.site), Cell(p.kind), Cell(p.host, tone="mono")) for p in record.uncovered)
    about = "登记在设备清单中，本次没有任何自动检查，状态未知。"
    return Table("uncovered", "未纳入自动巡检", columns, rows, "清单中的设备全部纳入自动巡检。", about)


def uncovered_by_site(record: RoundRecord) -> Table:
    """Devices that no play asked, for paper: one line a site."""
    table, sites = uncovered(record), dict[str, list[str]]()
    for place in record.uncovered:
        sites.setdefault(place.site, []).append(f"{place.title}（{place.kind}）")
    columns = (Column("地点", 16), Column("台数", 7, True), Column("设备（类别）", 77))
    rows = tuple((Cell(site), Cell(str(len(names))), Cell("、".join(names))) for site, names in sites.items())
    return replace(table, columns=columns, rows=rows, merged=len(record.uncovered))


def hosts(record: RoundRecord) -> Table:
    """Every host with its counts."""
    counts = tuple(Column(word, 9, True) for word in VERDICTS.values())
    columns = (Column("设备", 33), Column("类别", 22), *counts)
    worst = record.hosts if record.itemised else tuple(sorted(record.hosts, key=_worst_first))
    return Table("hosts", "各设备检查结果", columns, tuple(_host(item) for item in worst), "没有设备。")


def _worst_first(item: HostResult) -> tuple[int, int]:
    return -item.counts.get(Verdict.DEVIATES, 0), -item.counts.get(Verdict.NOT_SEEN, 0)


def _host(item: HostResult) -> tuple[Cell, ...]:
    numbers = (Cell(str(item.counts.get(verdict, 0) or ""), tone=_grave(item, verdict)) for verdict in VERDICTS)
    return _place(item.place), Cell(item.place.kind), *numbers


def _grave(item: HostResult, verdict: Verdict) -> str:
    return "bad" if verdict in (Verdict.DEVIATES, Verdict.NOT_SEEN) and item.counts.get(verdict) else ""


def evidence(record: RoundRecord) -> Table:
    """Where the raw outputs are."""
    columns = (Column("内容", 42), Column("SHA-256", 58))
    rows = tuple((Cell(item.what), Cell(item.sha256, tone="mono")) for item in record.evidence)
    return Table("evidence", "证据", columns, rows, "没有证据。", "原始输出、计划与照片按内容的 SHA-256 存放，可核对。")


def items(record: RoundRecord) -> Table:
    """Every check of every host, one a row; only for a record small enough to be itemised."""
    site, host, check = Column("地点", 12), Column("设备", 22), Column("检查项", 30)
    columns = (site, host, check, Column("结果", 10, True), Column("所见", 26))
    rows = tuple(
        (
            Cell(host.place.site),
            Cell(host.place.title),
            Cell(item.title),
            Cell(f"{SYMBOLS[item.verdict]} {VERDICTS[item.verdict]}"),
            Cell(item.value),
        )
        for host in record.hosts
        for item in host.items
    )
    empty = "检查项过多，按设备汇总；逐项结果在台账中。"
    return Table("items", "全部检查项", columns, rows, empty)
