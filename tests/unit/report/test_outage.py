"""On paper an office behind a line that is down is one sentence; workbook and appendix hold every row."""

from __future__ import annotations

from typing import Any

from hfcheck.model import Verdict
from hfcheck.outages import CARRIES
from hfcheck.report import tables
from hfcheck.report.record import RoundRecord
from tests.unit.report.test_build import built, finding, run

OFFICE = {"site_title": "溆浦管理部", "kind_title": "设备", "lines": ["line01"]}
DEVICES = tuple(f"device{number:02}" for number in range(1, 13))
PLAN = {
    "plays": [
        {"name": "Devices", "hosts": list(DEVICES), "checks": ["reachability.reachable", "x.one", "x.two"]},
        {"name": "Lines", "hosts": ["line01"], "checks": [CARRIES]},
    ],
    "checks": {
        CARRIES: {"title": "线路对端有应答", "severity": "critical", "rule": "equals"},
        "reachability.reachable": {"title": "设备可登录巡检", "severity": "critical", "rule": "equals"},
        "x.one": {"title": "甲"},
        "x.two": {"title": "乙"},
    },
    "hosts": {name: OFFICE | {"title": f"设备 {name}"} for name in DEVICES}
    | {"line01": OFFICE | {"title": "溆浦专线"}},
}
ANSWERING = "device12"


def record(carries: str = "deviates") -> RoundRecord:
    """Eleven devices are silent, one answers."""
    found: list[dict[str, Any]] = [finding("line01", CARRIES, carries, offending="no_echo")]
    for host in DEVICES:
        silent = host != ANSWERING
        found.append(finding(host, "reachability.reachable", "deviates" if silent else "conforms"))
        words = {"reason": "unreachable", "detail": "No route to host"} if silent else {}
        found += [finding(host, check, "not_seen" if silent else "conforms", **words) for check in ("x.one", "x.two")]
    return built(run("r", found, PLAN, clock={"synchronised": True}))


def test_the_outage_is_one_sentence_at_the_top() -> None:
    notice = record().notices[-1]
    names = "、".join(f"设备 {name}" for name in DEVICES[:10])
    assert notice.title == "线路中断"
    assert notice.lines == (f"溆浦专线（line01）中断，其后 11 台设备未检测到：{names} 等；各项检查结果见附录。",)


def test_paper_shows_one_row_for_the_line_and_counts_what_it_stands_for() -> None:
    deviations, unseen = tables.deviations_by_cause(record()), tables.unseen_by_cause(record())
    assert [row[2].text for row in deviations.rows] == ["溆浦专线"]
    assert (deviations.count, unseen.count) == (12, 22)
    assert [[cell.text for cell in row][:3] for row in unseen.rows] == [["溆浦专线", "线路中断", "22"]]
    assert unseen.rows[0][3].small == "No route to host"
    assert deviations.about.endswith(tables.BEHIND)


def test_workbook_and_appendix_hold_every_row() -> None:
    made = record()
    assert len(tables.deviations(made).rows) == 12
    assert len(tables.unseen(made).rows) == 11
    assert sum(host.counts.get(Verdict.NOT_SEEN, 0) for host in made.hosts) == 22


def test_devices_that_are_silent_while_the_line_carries_keep_their_rows() -> None:
    made = record("conforms")
    assert [notice.title for notice in made.notices if notice.title == "线路中断"] == []
    assert tables.deviations_by_cause(made) == tables.deviations(made)
    assert tables.unseen_by_cause(made) == tables.unseen(made)
