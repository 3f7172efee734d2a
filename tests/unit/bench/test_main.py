import json
from collections.abc import Iterator

import pytest

from bench.__main__ import GROUPS, main
from bench.line import Line


def slow() -> Iterator[Line]:
    yield Line("slow", 9.0, "s", "< 5 s", False)


def quick() -> Iterator[Line]:
    yield Line("quick", 1.0, "s", "< 5 s", True)


def broken() -> Iterator[Line]:
    yield Line("before", 2.0, "s", "< 5 s", True)
    raise RuntimeError("expected sshd, found none")


GIVEN = {"slow": slow, "broken": broken, "quick": quick}


def names(out: str) -> list[str]:
    return [json.loads(line)["name"] for line in out.splitlines()]


def test_all_groups_run_where_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {"slow": slow, "quick": quick}) == 0
    assert names(capsys.readouterr().out) == ["slow", "quick"]


def test_named_groups_run_once_in_the_order_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quick", "slow", "quick"], GIVEN) == 0
    assert names(capsys.readouterr().out) == ["quick", "slow"]


def test_a_group_that_cannot_run_costs_neither_its_lines_nor_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], GIVEN) == 1
    said = capsys.readouterr()
    assert names(said.out) == ["slow", "before", "quick"]
    assert "expected sshd, found none" in said.err
    assert "bench: could not run: broken\n" in said.err


def test_an_unknown_name_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["quick", "fast"], GIVEN)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "expected names of slow, broken, quick, found fast" in said.err


def test_the_groups_that_make_bench_runs() -> None:
    ours = ["controller", "memory", "ledger", "service", "kex"]
    network = ["network_association", "network_readings", "network_fleet", "network_fuzz"]
    assert list(GROUPS) == [*ours, *network, "hardening"]
