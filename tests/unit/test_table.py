"""Rows on terminals of several widths, and without one."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console

from hfcheck import table

TITLES = ("时段", "要求", "状态", "考核", "时间", "巡检人", "复核人", "说明")
DONE = ("上午", "09:30 前", "时钟未同步，待认定", "未定", "09:12", "演示巡检员", "待复核", "补录；时钟未见同步")
DUE = ("下午", "16:00 后", "待巡检", "未定", "还有 13 小时 58 分截止", "", "", "")


def shown(width: int, rows: list[tuple[str, table.Cells]], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of a terminal of that width."""
    console = Console(force_terminal=True, width=width, record=True)
    monkeypatch.setattr(table, "Console", lambda: console)
    table.show(TITLES, rows, notes=True)
    return [line.rstrip() for line in console.export_text().splitlines()]


@pytest.mark.parametrize("width", [60, 80, 200])
def test_nothing_is_cut_off_at_any_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(width, [("red", DONE), ("", DUE)], monkeypatch)
    assert max(map(cell_len, lines)) <= width
    assert "…" not in "".join(lines)
    assert lines[-1] == "上午：补录；时钟未见同步"
    letters = sorted("".join("".join(lines[:-1]).split()))
    assert letters == sorted("".join("".join([*TITLES[:-1], *DONE[:-1], *DUE[:-1]]).split()))


def test_a_column_without_content_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    head, *rest = shown(80, [("", DUE)], monkeypatch)
    assert head.split() == ["时段", "要求", "状态", "考核", "时间"]
    assert rest == ["下午  16:00 后  待巡检  未定  还有 13 小时 58 分截止"]


def test_without_a_terminal_every_column_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    table.show(TITLES, [("", DUE)], notes=True)
    assert capsys.readouterr().out.splitlines() == ["\t".join(TITLES), "\t".join(DUE)]
