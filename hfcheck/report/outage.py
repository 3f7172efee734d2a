"""Devices behind a line that is down: one sentence a line, at the top of the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hfcheck.outages import Signs
from hfcheck.report.record import Notice
from hfcheck.report.sources import Row, Scope

NAMES_SHOWN = 10


def cut_off(seen: Iterable[Row], plan: Scope) -> dict[str, str]:
    """Silent host → the line whose outage explains it."""
    signs = Signs()
    for row in seen:
        signs.see(row.host, row.check, row.verdict, row.reason)
    return signs.cut_off(plan.behind)


def outages(cut: Mapping[str, str], plan: Scope) -> tuple[Notice, ...]:
    """The banner of the lines that are down and what stands behind them; none without an outage."""
    lines = tuple(dict.fromkeys(cut.values()))
    return (Notice("线路中断", tuple(_sentence(line, cut, plan) for line in lines)),) if lines else ()


def _sentence(line: str, cut: Mapping[str, str], plan: Scope) -> str:
    titles = [plan.place(host).title for host, cause in cut.items() if cause == line]
    names = "、".join(titles[:NAMES_SHOWN]) + (" 等" if len(titles) > NAMES_SHOWN else "")
    return f"{plan.place(line).title}（{line}）中断，其后 {len(titles)} 台设备未检测到：{names}；各项检查结果见附录。"
