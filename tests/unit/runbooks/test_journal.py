"""The journal: whole lines, whoever was killed; one sitting at a time; a run until its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.errors import InputError
from hfcheck.runbooks.journal import LINE_LIMIT, Journal
from hfcheck.runbooks.progress import current, fold, right
from hfcheck.station import PROJECT, Station

AT = "2026-11-24T03:00:00+08:00"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "free_disk_space.jsonl")


def test_what_was_written_is_read_in_order(journal: Journal) -> None:
    journal.write("begin", AT, hosts=["db01"], by="张三")
    journal.write("done", AT, host="db01", step="s", result={"changed": True})
    assert [line["what"] for line in journal.lines()] == ["begin", "done"]
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_a_line_that_was_cut_off_is_none_and_spoils_no_other(journal: Journal) -> None:
    journal.write("begin", AT, hosts=["db01"], by="张三")
    with journal.path.open("ab") as stream:
        stream.write(b'{"what":"done","at":"2026')
    assert [line["what"] for line in journal.lines()] == ["begin"]
    journal.write("failed", AT, host="db01", step="s", message="m")
    assert [line["what"] for line in journal.lines()] == ["begin", "failed"]


@given(cut=st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_cut_anywhere_it_holds_the_lines_before(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    journal = Journal(tmp_path_factory.mktemp("j") / "a_b.jsonl")
    for step in ("one", "two", "three"):
        journal.write("done", AT, host="h", step=step, result={})
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[:cut])
    assert len(journal.lines()) == content[:cut].count(b"\n")


def test_a_line_that_is_too_long_is_refused_and_not_written(journal: Journal) -> None:
    with pytest.raises(InputError, match=f"at most {LINE_LIMIT} bytes"):
        journal.write("done", AT, result={"stdout": "x" * LINE_LIMIT})
    assert journal.lines() == []


def test_the_second_one_at_it_is_refused_until_the_first_is_gone(journal: Journal) -> None:
    script = (
        "import sys; from pathlib import Path; from hfcheck.runbooks.journal import Journal; "
        "Journal(Path(sys.argv[1])).hold(); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(journal.path)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(InputError, match="expected nobody else at the runbook free_disk_space"):
        journal.hold()
    other.kill()
    other.wait()
    journal.hold()


def test_the_name_of_an_incident_stays_within_its_directory(tmp_path: Path) -> None:
    station = Station(tmp_path)
    path = Journal.of(station, "fault/../../x", "free_disk_space").path
    assert path.parent.parent == station.runbooks
    assert path != Journal.of(station, "fault/..%2F..%2Fx", "free_disk_space").path
    assert Journal.of(station, "", "free_disk_space").path.parent.parent == station.runbooks


BEGIN = {"what": "begin", "at": AT, "hosts": ["a", "b"], "by": "张三"}


def done(step: str, host: str = "a") -> dict[str, object]:
    return {"what": "done", "at": AT, "host": host, "step": step, "result": {"changed": True}}


def test_answers_and_steps_hold_for_the_run_and_confirmations_for_the_sitting() -> None:
    answer = {"what": "answer", "at": AT, "host": "a", "variable": "v", "value": "x"}
    confirmed = {"what": "confirmed", "at": AT, "host": "a", "step": "s"}
    before = fold([BEGIN, answer, confirmed, done("t")])
    assert before.confirmed == {("s", "a")}
    after = fold([BEGIN, answer, confirmed, done("t"), BEGIN])
    assert (after.sittings, after.confirmed, after.answers) == (2, set(), {("v", "a"): "x"})
    assert set(after.done) == {("t", "a")}


def test_a_destructive_step_that_was_begun_and_not_seen_to_end_is_known() -> None:
    started = {"what": "started", "at": AT, "host": "a", "step": "s"}
    assert fold([BEGIN, started]).started == {("s", "a")}
    assert fold([BEGIN, started, done("s")]).started == set()


def test_the_end_closes_a_run() -> None:
    progress, lines = current([BEGIN, done("s"), {"what": "end", "at": AT}])
    assert (progress.begun, list(lines)) == ("", [])
    progress, lines = current([BEGIN, done("s"), {"what": "end", "at": AT}, BEGIN])
    assert (progress.done, len(lines)) == ({}, 1)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({"a": "conforms"}, True),
        ({"a": "conforms", "b": "waived", "c": "not_applicable"}, True),
        ({"a": "conforms", "b": "not_seen"}, False),
        ({"a": "conforms", "b": "deviates"}, False),
        ({"a": "not_applicable"}, False),
        ({}, False),
    ],
)
def test_what_is_right(verdicts: dict[str, str], expected: bool) -> None:
    assert right(verdicts) is expected


def test_a_run_is_mended_when_every_host_was_seen_to_be_right() -> None:
    seen = {"what": "verified", "at": AT, "host": "a", "verdicts": {"c": "conforms"}}
    assert (fold([BEGIN, seen]).through, fold([BEGIN, seen]).mended) == (False, False)
    assert fold([BEGIN, seen, seen | {"host": "b"}]).mended
    wrong = fold([BEGIN, seen, seen | {"host": "b", "verdicts": {"c": "deviates"}}])
    assert (wrong.through, wrong.mended) == (True, False)


def test_a_run_is_for_what_its_looks_could_see() -> None:
    first = {"what": "looked", "at": AT, "host": "a", "verdicts": {"x": "deviates", "y": "not_seen", "z": "conforms"}}
    again = {"what": "looked", "at": AT, "host": "a", "verdicts": {"x": "not_seen", "y": "not_seen"}}
    assert list(fold([BEGIN, first, BEGIN, again]).looked["a"]) == ["x", "z"]
