"""hfcheck terms: the annex and its values as people and as programs read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hfcheck.cli.terms import COMMAND
from hfcheck.errors import InputError


@pytest.fixture(autouse=True)
def _no_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HFCHECK_DATA", str(tmp_path))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(COMMAND, arguments)


def test_an_item_for_people() -> None:
    lines = run("11").output.splitlines()
    assert lines[0] == "第 11 项　网络中断（网络安全类）"
    assert lines[1] == "  具体内容：网络出现中断故障，未在 1 小时内恢复"
    whole = lines.index("  11.whole_points　整体网络中断扣分")
    assert lines[whole + 1] == "    自 2025-07-31 起：附件未规定　依据：附件第 11 项（未规定）"
    assert "    自 2025-07-31 起：2 分　依据：附件第 11 项" in lines
    assert "  11.exclusion_covers_part　除外情形是否及于部分区域网络中断" in run("11").output
    assert "    自 2025-07-31 起：交考核小组认定　依据：系统默认（附件未规定）" in lines


def test_the_common_rules_with_what_is_recommended() -> None:
    output = run("common").output
    assert output.startswith("通用规则\n")
    line = next(line for line in output.splitlines() if "common.overlap_13_14" in line)
    assert line.endswith("；建议 分别扣分）")


def test_all_items_for_programs() -> None:
    found = json.loads(run("--json").output)
    assert [one["item"] for one in found] == [*range(1, 16), None]
    power = json.loads(run("10", "--json").output)[0]
    assert power["category"] == "设备运维类"
    assert power["values"][0]["name"] == "10.in_time_minutes"
    assert power["values"][0]["versions"] == [
        {"since": "2025-07-31", "value": None, "source": "附件第 10 项（未规定）", "record": None}
    ]


@pytest.mark.parametrize("item", ["0", "16", "月报", "09"])
def test_what_is_no_item_is_refused(item: str) -> None:
    found = run(item).exception
    assert isinstance(found, InputError)
    assert str(found) == f"expected an item from 1 to 15 or common, found {item!r}"
