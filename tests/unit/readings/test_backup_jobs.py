"""What the jobs of a backup left is read as it is; what nobody can know is not guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.model import NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import load, read
from hfcheck.target.backup import state
from hfcheck.target.backup.running import Failed

JOBS = ("dump", "drill")
DUMPED = {"size_percent": {"postgresql/fund": 40.0}, "gone": 2}


def answers(*lines: str, arguments: tuple[str, ...] = JOBS) -> dict[str, Any]:
    return read(load("backup_jobs"), Output("\n".join(("backup", *lines)), "", 0, arguments))


def left(directory: Path, job: str, result: dict[str, Any] | Failed) -> str:
    """The line that a real run of a job leaves for the reading."""

    def work(_: state.Values) -> state.Values:
        if isinstance(result, Failed):
            raise result
        return result

    state.kept(str(directory), job, work)
    return f"timer {job} active\nstate {job} {(directory / f'{job}.json').read_text(encoding='utf-8')}"


def test_what_the_program_writes_is_read(tmp_path: Path) -> None:
    dump = left(tmp_path, "dump", DUMPED)
    drill = left(tmp_path, "drill", {"different": 1, "problem": "1 differences, the first: missing: fund accounts"})
    found = answers(dump, drill)
    assert found["dump"].endswith("+08:00")
    assert isinstance(found["drill"], NotApplicable)
    assert (found["never"], found["failed"], found["stopped_timers"]) == (["drill"], ["drill"], [])
    assert (found["different"], found["tables_gone"]) == ({"drill": 1}, 2)
    assert found["size_percent"] == {"postgresql/fund": 40.0}


def test_the_last_good_run_stays_when_a_later_one_fails(tmp_path: Path) -> None:
    before = answers(left(tmp_path, "dump", DUMPED), "timer drill active")["dump"]
    found = answers(left(tmp_path, "dump", Failed("pg_dump ended with 1")), "timer drill active")
    assert (found["dump"], found["failed"], found["never"]) == (before, ["dump"], ["drill"])


def test_a_drill_that_never_compared_has_no_number_of_differences(tmp_path: Path) -> None:
    found = answers("timer dump active", left(tmp_path, "drill", Failed("restic ended with 1")))
    assert found["failed"] == ["drill"]
    assert isinstance(found["different"], NotSeen)
    assert isinstance(found["tables_gone"], NotSeen)


@pytest.mark.parametrize("word", ["inactive", "failed", "", "unknown"])
def test_a_timer_that_does_not_run_is_told(word: str) -> None:
    assert answers(f"timer dump {word}", "timer drill active")["stopped_timers"] == ["dump"]


@pytest.mark.parametrize(
    "lines",
    [
        ("timer dump active",),
        ("timer dump active", "timer drill active", "timer drill active"),
        ("timer dump active", "timer payroll active"),
        ("timer dump active", "timer drill active", "state drill []"),
        ("timer dump active", "timer drill active", 'state drill {"job": "drill", "ok": 1, "result": {}, "good": {}}'),
        ("timer dump active", "timer drill active", f"state drill {'[' * 20000}"),
    ],
)
def test_what_does_not_fit_is_unreadable(lines: tuple[str, ...]) -> None:
    found = answers(*lines)
    assert {answer.reason for answer in found.values() if isinstance(answer, NotSeen)} == {Reason.UNREADABLE}


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_no_state_breaks_it(body: object) -> None:
    text = json.dumps({"job": "dump", "ok": True, "result": body, "good": body})
    found = answers("timer dump active", f"state dump {text}", "timer drill active")
    assert set(found) == set(load("backup_jobs").values)
