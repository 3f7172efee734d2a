"""hfcheck calendar: a month as people and as programs read it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from hfcheck.cli.calendar import COMMAND
from hfcheck.errors import InputError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(COMMAND, arguments)


def test_a_month_for_people() -> None:
    lines = run("2026-02").output.splitlines()
    assert lines[0].startswith("2026-02：工作日 16 天，休息日 12 天，巡检 44 次。")
    assert lines[1].startswith("依据：")
    assert "国办发明电〔2025〕7号" in lines[1]
    cells = {line.split("\t")[0][:10]: line.split("\t")[1:] for line in lines[3:]}
    assert len(cells) == 28
    assert cells["2026-02-14"][:3] == ["调休上班", "春节", "上午、下午"]
    assert cells["2026-02-17"][:3] == ["节假日", "春节", "节假日"]
    assert cells["2026-02-13"][3:] == ["2026-03-12", "2026-04-02"]


def test_a_month_for_programs() -> None:
    found = json.loads(run("2025-09", "--json").output)
    assert (found["notice"], found["provisional"], len(found["days"])) == ("国办发明电〔2024〕12号", False, 30)
    assert found["totals"] == {"days": 30, "workdays": 23, "rest_days": 7, "slots": 53}
    assert sum(len(day["slots"]) for day in found["days"]) == 53
    day = found["days"][23]
    assert (day["date"], day["works"], day["workdays_after"]["15"]) == ("2025-09-24", True, "2025-10-21")
    assert day["slots"][0] == {
        "slot": "2025-09-24/morning",
        "opens": "2025-09-24T00:00:00+08:00",
        "closes": "2025-09-24T09:30:00+08:00",
    }


@pytest.mark.parametrize(
    ("month", "slots"),
    [
        *(("2025-08", 52), ("2025-09", 53), ("2025-10", 49), ("2025-11", 50)),
        *(("2025-12", 54), ("2026-01", 52), ("2026-02", 44)),
    ],
)
def test_the_slots_of_a_month(month: str, slots: int) -> None:
    totals = json.loads(run(month, "--json").output)["totals"]
    assert (totals["slots"], totals["workdays"] + totals["rest_days"]) == (slots, totals["days"])
    assert f"巡检 {slots} 次" in run(month).output.splitlines()[0]


def test_deadlines_that_leave_the_recorded_years_are_not_guessed() -> None:
    last = json.loads(run("2026-12", "--json").output)["days"][-1]
    assert last["workdays_after"] == {"15": None, "30": None}
    assert run("2026-12").output.splitlines()[-1].endswith("通知未收录\t通知未收录")


def test_a_year_without_a_notice_is_provisional() -> None:
    found = json.loads(run("2027-01", "--json").output)
    assert (found["notice"], found["provisional"]) == (None, True)
    assert "不得用于考核" in run("2027-01").output
    assert run("2027-01").output.count("（暂定）") == 31


@pytest.mark.parametrize("month", ["2026-13", "2026", "26-01", "2026-00", "0000-01"])
def test_what_is_no_month_is_refused(month: str) -> None:
    found = run(month).exception
    assert isinstance(found, InputError)
    assert f"expected a month such as 2026-11, found {month!r}" in str(found)
