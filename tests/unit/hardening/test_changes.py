"""What a server's answer is taken for, what people are told, and what is written down of it."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from hfcheck.errors import ChangeRefused, CollectError, ContentError, InputError
from hfcheck.hardening import record
from hfcheck.hardening.changes import Stage, counted, read, sentences, status
from hfcheck.hardening.trial_program import known, program, sent
from hfcheck.ledger import Evidence, Reader, ensure_key
from hfcheck.model import SHANGHAI
from hfcheck.station import Station

NOW = datetime(2026, 9, 1, 10, tzinfo=SHANGHAI)
CONFIRMED = {
    "run": "r1",
    "stage": "confirmed",
    "changes": {
        "paths": {"/etc/a": [None, ["file", 420, 0, 0, "", {}]]},
        "packages": {"x": [None, "1"], "y": ["1", None]},
    },
    "restarts": {},
}


def answer(**fields: Any) -> str:
    return json.dumps({"run": "r1", "stage": "reverted"} | fields)


def test_an_answer_is_values() -> None:
    said = read(json.dumps(CONFIRMED))
    assert (said.run, said.stage) == ("r1", Stage.CONFIRMED)
    assert said.changed == {"paths": ("/etc/a",), "packages": ("x", "y")}
    assert counted(said.changed) == "1 path, 2 packages"


def test_nothing_is_said_as_nothing() -> None:
    assert counted({}) == "nothing"
    assert counted({"paths": ()}) == "nothing"


def test_a_refusal_is_raised_with_its_reason() -> None:
    with pytest.raises(ChangeRefused, match=r"^the run r1 is restored$"):
        read('{"refused": "the run r1 is restored"}')


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected the trial's answer as JSON, found ''"),
        ("sudo: a password is required", "as JSON, found 'sudo: a password"),
        ("[]", "expected the trial's answer as an object"),
        ('{"run": "r1"}', "one that does not fit: KeyError"),
        ('{"run": "r1", "stage": "done"}', "one that does not fit: ValueError"),
        (answer(changes=[]), "one that does not fit"),
        (answer(left={"teapots": ["x"]}), "no section is called 'teapots'"),
        (answer(left={"paths": 7}), "one that does not fit: TypeError"),
    ],
)
def test_what_is_no_answer_is_refused(text: str, problem: str) -> None:
    with pytest.raises(CollectError, match=r".") as raised:
        read(text)
    assert problem in str(raised.value)


def test_what_did_not_go_back_is_told_first_and_long_lists_are_cut() -> None:
    many = [f"/etc/{number:02}" for number in range(23)]
    said = read(answer(left={"paths": ["/etc/a"]}, problems=["umount: busy"], others={"paths": many}))
    first, second, third = sentences(said)
    assert first == "NOT BACK: path /etc/a"
    assert second == "umount: busy"
    assert third.startswith("changed by somebody since, so left as is: paths /etc/00, /etc/01")
    assert third.endswith("/etc/19 and 3 more")


def test_the_runs_that_a_server_knows_have_names() -> None:
    runs = [{"run": "r1", "stage": "confirmed"}, {"run": "r2", "stage": "reverted", "by": "timer", "reverted": "2026"}]
    found = status(json.dumps({"open": "", "runs": runs}))
    assert found["r1"].stage is Stage.CONFIRMED
    assert (found["r2"].by, found["r2"].at) == ("timer", "2026")
    with pytest.raises(CollectError, match="expected the runs that a server knows"):
        status("{}")


def test_a_stage_is_in_record_evidence_and_ledger_once(tmp_path: Path) -> None:
    station = Station(tmp_path)
    said = read(json.dumps(CONFIRMED))
    for _ in range(2):
        record.keep(station, "app-01", said, NOW, ["time_sync: Refuse to follow nobody"])
    (kept,) = (tmp_path / "changes" / "app-01").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    step = record.load(station, "app-01", "r1")["confirmed"]
    assert step["said"] == CONFIRMED
    with Reader.open(station.ledger) as ledger:
        (entry,) = ledger.entries(type="hardening")
    assert entry.event["id"] == "hardening/app-01/r1/confirmed"
    assert entry.event["changed"] == {"paths": 1, "packages": 2}
    assert entry.event["roles_failed"] == ["time_sync: Refuse to follow nobody"]
    evidence = json.loads(Evidence(station.evidence).get(str(entry.event["evidence"])))
    assert evidence == {"host": "app-01", "stage": "confirmed", **step}


def test_the_stages_of_a_run_are_one_record(tmp_path: Path) -> None:
    station = Station(tmp_path)
    record.keep(station, "a/b", read(answer(stage="begun", seconds=600)), NOW)
    record.keep(station, "a/b", read(answer(by="timer", left={"units": ["x.service"]})), NOW)
    assert list(record.load(station, "a/b", "r1")) == ["begun", "reverted"]
    assert [path.name for path in (tmp_path / "changes").iterdir()] == ["a%2Fb"]
    with Reader.open(station.ledger) as ledger:
        begun, reverted = (entry.event for entry in ledger.entries(type="hardening"))
    assert "by" not in begun
    assert (reverted["by"], reverted["left"]) == ("timer", {"units": 1})


def test_a_way_back_that_went_on_is_written_down_once_more(tmp_path: Path) -> None:
    station = Station(tmp_path)
    stopped = read(answer(stage="restored", left={"paths": ["/etc/a"]}, problems=["/etc/a: No space left on device"]))
    for said in (stopped, stopped, read(answer(stage="restored", left={}, problems=[]))):
        record.keep(station, "h", said, NOW)
    assert record.load(station, "h", "r1")["restored"]["said"]["left"] == {}
    with Reader.open(station.ledger) as ledger:
        first, second = (entry.event for entry in ledger.entries(type="hardening"))
    assert (first["id"], first["left"]) == ("hardening/h/r1/restored", {"paths": 1})
    assert (second["id"], second["left"]) == (f"hardening/h/r1/restored/{NOW.isoformat()}", {})


def test_a_record_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "changes" / "h").mkdir(parents=True)
    (tmp_path / "changes" / "h" / "r1.json").write_text("{")
    with pytest.raises(InputError, match=r"expected the record of a hardening run in .*r1\.json, found"):
        record.load(Station(tmp_path), "h", "r1")
    assert record.load(Station(tmp_path), "h", "r2") == {}


@pytest.mark.parametrize(("host", "run"), [("..", "r1"), ("h", ""), ("", "r1")])
def test_a_record_has_names(tmp_path: Path, host: str, run: str) -> None:
    with pytest.raises(ContentError, match="expected the names of a host and of a run"):
        record.load(Station(tmp_path), host, run)


def test_hosts_that_end_at_the_same_moment_on_a_new_station_are_all_written_down(tmp_path: Path) -> None:
    """Found with three servers at once: each made the station's key, and two refused to overwrite it."""
    keys = Station(tmp_path).keys
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ensure_key(keys / "station.pem").public, range(8)))
    assert len(set(made)) == 1


def test_the_program_is_the_same_bytes_every_time_and_holds_what_it_imports(tmp_path: Path) -> None:
    assert program() == program()
    (tmp_path / "trial.pyz").write_bytes(program())
    names = ZipFile(tmp_path / "trial.pyz").namelist()
    assert [name for name in names if name.startswith("hfcheck/target/")] == [
        "hfcheck/target/__init__.py",
        "hfcheck/target/snapshot.py",
        "hfcheck/target/undo_files.py",
        "hfcheck/target/undo.py",
        "hfcheck/target/kept.py",
        "hfcheck/target/session.py",
        "hfcheck/target/restore.py",
        "hfcheck/target/trial.py",
    ]


def test_the_program_is_put_below_a_private_directory_and_started_from_there() -> None:
    place = "/var/lib/hfcheck/trials/r1/trial.pyz"
    assert f"then python3 {place} confirm r1; else" in known("python3", "r1", ["confirm", "r1"])
    assert sent("python3", "r1", ["begin", "r1", "5"]).endswith(
        f"cat > {place} && {known('python3', 'r1', ['begin', 'r1', '5'])}"
    )


def test_a_run_that_a_server_does_not_know_is_refused_in_a_sentence() -> None:
    command = ["sh", "-c", known("python3", "r0-none", ["restore", "r0-none"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    with pytest.raises(ChangeRefused, match="this server knows no run r0-none"):
        read(done.stdout)
