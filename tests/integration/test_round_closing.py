"""From an answers file to signed entries: the commands, the ledger and the evidence store together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

import hfcheck.cli.approve
import hfcheck.cli.countersign
import hfcheck.cli.round
import hfcheck.cli.today
from hfcheck import rounds_desk, terminal
from hfcheck.errors import InputError
from hfcheck.facts_desk import record
from hfcheck.ledger import Evidence, Ledger, Reader, known_keys, verify_ledger
from hfcheck.report import write_records
from hfcheck.rounds import Doubt, State
from hfcheck.rounds_desk import day_board
from tests.integration.round_station import LAB, PNG, SetStation, add_run, answers_text, at

MODULES = (hfcheck.cli.round, hfcheck.cli.countersign, hfcheck.cli.approve, hfcheck.cli.today)


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetStation]:
    """A station at 09:12 on a working day, its clock synchronised, with a run that ended at 09:05.

    Documents take seconds and have their own tests: only the test that looks at them makes them.
    """
    found = SetStation(tmp_path / "var")
    found.set("09:12")
    for module in MODULES:
        monkeypatch.setattr(module, "current_station", lambda: found)
    monkeypatch.setattr(terminal, "write_records", lambda *_: [])
    monkeypatch.setattr(rounds_desk, "clock_state", lambda: {"synchronised": True, "offset_ms": 2})
    add_run(found, "20261123-0905", at("09:05"))
    return found


@pytest.fixture
def answers(tmp_path: Path) -> Callable[..., str]:
    """Writes an answers file that differs from the demonstration's in the given keys; None removes one."""

    def write(**changes: Any) -> str:
        document = yaml.safe_load(answers_text()) | {"inspector": "张工", "slot": None} | changes
        document = {key: value for key, value in document.items() if value is not None}
        path = tmp_path / "answers.yml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return str(path)

    return write


def invoke(module: Any, *arguments: str, input: str = "") -> Result:
    """The command, whose HfcheckErrors come through as they are."""
    return CliRunner().invoke(module.COMMAND, arguments, input=input, catch_exceptions=True)


def close(*arguments: str) -> Result:
    result = invoke(hfcheck.cli.round, "-i", LAB, "--new-key", "--answers", *arguments)
    assert result.exception is None, result.exception
    return result


def refused(*arguments: str) -> str:
    result = invoke(hfcheck.cli.round, "-i", LAB, "--new-key", "--answers", *arguments)
    assert isinstance(result.exception, InputError), result.output
    return str(result.exception)


def entries(station: SetStation, type: str) -> list[Any]:
    with Reader.open(station.ledger) as ledger:
        return list(ledger.entries(type=type))


def state_of(station: SetStation, clock: str = "12:00", slot: int = 0) -> Any:
    station.set(clock)
    return day_board(station, at(clock).date(), station.now())[slot]


def test_a_round_is_recorded_signed_sealed_and_printed(
    station: SetStation, answers: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "write_records", write_records)
    handled = [{"host": "app01", "check": "disk.used", "note": "已清理日志"}]
    result = close(answers(handling=handled, late_reason=None))
    (entry,) = entries(station, "round")
    assert entry.id == "round/2026-11-23/morning/1"
    assert entry.event["runs"] == ["20261123-0905"]
    assert entry.event["handling"] == handled
    assert entry.event["late"] is False
    assert entry.event["clock"] == {"synchronised": True, "offset_ms": 2}
    assert len(entry.event["onsite"]) == 18
    assert f"已记录并签名：{entry.id}" in result.output
    assert sorted(path.suffix for path in (station.records / "2026-11-23-morning").iterdir())[:2] == [".html", ".pdf"]
    done = state_of(station)
    assert (done.state, done.counts, done.doubts) == (State.DONE, True, ())
    report = verify_ledger(station.ledger, keys=known_keys(station.keys), heads=[], evidence=Evidence(station.evidence))
    # The inspector's, and the station's seals of the round and of its documents.
    assert (report.problems, report.signatures) == ((), 3)


def test_photographs_go_into_the_evidence_by_their_hash(
    station: SetStation, answers: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "leak.png").write_bytes(PNG)
    onsite = yaml.safe_load(answers_text())["onsite"]
    onsite["cooling.leak"] = {"answer": "异常", "note": "积水", "photos": ["leak.png"]}
    close(answers(onsite=onsite))
    (entry,) = entries(station, "round")
    (photo,) = next(item["photos"] for item in entry.event["onsite"] if item["item"] == "cooling.leak")
    assert photo["name"] == "leak.png"
    assert Evidence(station.evidence).get(photo["sha256"]) == PNG


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "expected a photograph at .*leak.png, found: No such file"), (b"GIF89a", "expected a photograph as JPEG")],
)
def test_what_is_no_photograph_is_refused_and_nothing_is_recorded(
    station: SetStation, answers: Callable[..., str], tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content:
        (tmp_path / "leak.png").write_bytes(content)
    onsite = yaml.safe_load(answers_text())["onsite"]
    onsite["fire.panel"] = {"answer": "正常", "photos": ["leak.png"]}
    with pytest.raises(InputError, match=message):
        raise InputError(refused(answers(onsite=onsite)))
    assert entries(station, "round") == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"onsite": {"room.temperature": 23}}, "room.humidity (机房相对湿度): expected a number in %, found no answer"),
        ({"temperature": 5}, "expected only the keys"),
        ({"inspector": None}, "found no inspector"),
        ({"inspector": "../station"}, "expected a person's name without slashes"),
        ({"inspector": "station~old"}, "expected a person's name without slashes and tildes"),
        ({"inspector": "station"}, "expected a person's name"),
        ({"completed": "09:30"}, "completed: expected a time not after now (09:12:00)"),
        ({"completed": 550}, 'completed: expected a time such as "08:50" in quotes'),
        ({"completed": "2026-11-23T09:11:00"}, "without offset"),
        ({"arrived": "09:12:30"}, "arrived: expected a time not after completed"),
        ({"completed": "09:04", "arrived": "08:50"}, "expected a time not before the end of run 20261123-0905"),
        (
            {"runs": ["20261123-0905", "other"]},
            "expected a free complete run of this slot (20261123-0905), found 'other'",
        ),
        ({"runs": "yes"}, 'expected "latest" or a list of run ids'),
        (
            {"handling": [{"host": "app01", "check": "load.one", "note": "x"}]},
            "expected a deviation of the round's runs",
        ),
        ({"handling": [{"host": "app01", "check": "disk.used", "note": ""}]}, "entry 1: expected a note, found none"),
        ({"handling": {"app01": "x"}}, "expected a list of host, check and note"),
        ({"slot": "2026-11-23/restday"}, "expected a slot of that day (2026-11-23/morning, 2026-11-23/afternoon)"),
        ({"slot": "2026-11-23/afternoon"}, "completed: expected a time after 2026-11-23 16:00"),
        ({"slot": "2026-11-20/morning"}, "completed: expected a time on 2026-11-20"),
        ({"note": ["x"]}, "note: expected a text"),
    ],
)
def test_answers_that_do_not_fit_are_refused_and_nothing_is_recorded(
    station: SetStation, answers: Callable[..., str], changes: dict[str, Any], message: str
) -> None:
    assert message in refused(answers(**changes))
    assert entries(station, "round") == []


def test_the_template_is_refused_until_it_is_filled_in(station: SetStation, tmp_path: Path) -> None:
    path = tmp_path / "new.yml"
    path.write_text(invoke(hfcheck.cli.round, "-i", LAB, "--template").output, encoding="utf-8")
    assert "found no inspector, arrived" in refused(str(path))
    text = (
        path.read_text(encoding="utf-8").replace("inspector: ", "inspector: 张工").replace("arrived: ", "arrived: now")
    )
    path.write_text(text, encoding="utf-8")
    message = refused(str(path))
    assert message.count("found no answer") == 18


def test_without_key_nothing_is_signed_in_a_persons_name(station: SetStation, answers: Callable[..., str]) -> None:
    result = invoke(hfcheck.cli.round, "-i", LAB, "--answers", answers())
    assert "expected the signing key of 张工" in str(result.exception)
    assert entries(station, "round") == []


def test_a_late_entry_needs_a_reason_and_the_centres_approval(station: SetStation, answers: Callable[..., str]) -> None:
    station.set("10:20")
    path = answers(late_reason=None, completed="09:10", arrived="08:50")
    assert "expected a slot open at 10:20" in refused(path)
    assert "expected late_reason for an entry at 2026-11-23 10:20 (补录)" in refused(
        path, "--slot", "2026-11-23/morning"
    )
    close(path, "--slot", "2026-11-23/morning", "--reason", "处理故障，未能及时录入")
    (entry,) = entries(station, "round")
    assert (entry.event["late"], entry.event["late_reason"]) == (True, "处理故障，未能及时录入")
    waiting = state_of(station)
    assert (waiting.state, waiting.counts, waiting.doubts) == (State.AWAITING_APPROVAL, None, (Doubt.LATE_ENTRY,))
    own = invoke(hfcheck.cli.approve, entry.id, "--by", "张工", "--reason", "x")
    assert "expected somebody else than the inspector" in str(own.exception)
    by = ("--by", "李科长", "--reason", "门禁记录相符", "--new-key")
    assert invoke(hfcheck.cli.approve, "2026-11-23/morning", *by).exit_code == 0
    approved = state_of(station, "13:00")
    assert (approved.state, approved.counts, approved.rounds[0].approver) == (State.DONE, True, "李科长")
    again = invoke(hfcheck.cli.approve, entry.id, *by, "--refuse")
    assert "expected round/2026-11-23/morning/1 without a decision" in str(again.exception)


def test_once_there_is_a_contract_only_the_centre_decides_about_rounds(
    station: SetStation, answers: Callable[..., str]
) -> None:
    station.set("10:20")
    close(answers(completed="09:10", arrived="08:50"), "--slot", "2026-11-23/morning")
    mandate = {
        "type": "mandate",
        "by": "王工",
        "says": {"person": "李科长", "party": "centre", "first_day": "2026-11-01"},
    }
    contract = {"name": "合同", "supplier": "乙", "centre": "甲", "amount": "337000.00", "posts": 3}
    days = {"first_day": "2026-11-01", "last_day": "2026-12-31"}
    record(station, [mandate, {"type": "contract", "by": "王工", "says": contract | days}], station.now())
    options = ("--reason", "门禁记录相符", "--new-key")
    stranger = invoke(hfcheck.cli.approve, "2026-11-23/morning", "--by", "路人", *options)
    assert "expected a mandate of the centre for 路人 that is valid today, found none" in str(stranger.exception)
    assert set(known_keys(station.keys).values()) == {"station", "张工"}
    assert entries(station, "approval") == []
    assert invoke(hfcheck.cli.approve, "2026-11-23/morning", "--by", "李科长", *options).exit_code == 0


def test_a_refusal_is_signed_too(station: SetStation, answers: Callable[..., str]) -> None:
    station.set("10:20")
    close(answers(completed="09:10", arrived="08:50"), "--slot", "2026-11-23/morning")
    refuse = ("--by", "李科长", "--refuse", "--reason", "门禁无记录", "--new-key")
    assert "不予批准" in invoke(hfcheck.cli.approve, "2026-11-23/morning", *refuse).output
    assert [entry.id for entry in entries(station, "signature")][-1] == (
        "signature/approval/round/2026-11-23/morning/1/reviewer"
    )
    assert state_of(station).state is State.REFUSED


def test_an_unsynchronised_clock_cannot_prove_half_past_nine(
    station: SetStation, answers: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds_desk, "clock_state", lambda: {"synchronised": False})
    close(answers())
    state = state_of(station)
    assert (state.state, state.counts, state.doubts) == (State.UNDETERMINED, None, (Doubt.CLOCK,))
    board = invoke(hfcheck.cli.today).output
    assert "时钟未同步，待认定" in board


def test_the_reviewer_counter_signs_after_the_inspector(station: SetStation, answers: Callable[..., str]) -> None:
    close(answers())
    own = invoke(hfcheck.cli.countersign, "2026-11-23/morning", "--as", "张工")
    assert "expected somebody else" in str(own.exception)
    result = invoke(hfcheck.cli.countersign, "2026-11-23/morning", "--as", "李科长", "--new-key")
    assert result.exit_code == 0, result.exception
    assert state_of(station).rounds[0].reviewer == "李科长"
    twice = invoke(hfcheck.cli.countersign, "2026-11-23/morning", "--as", "李科长")
    assert "found that of 李科长" in str(twice.exception)
    missing = invoke(hfcheck.cli.countersign, "2026-11-20/morning", "--as", "李科长")
    assert "found none named '2026-11-20/morning'" in str(missing.exception)


def test_a_signature_with_an_unknown_key_is_none(station: SetStation, answers: Callable[..., str]) -> None:
    close(answers())
    (station.keys / "张工.pub").rename(station.keys / "王工.pub")
    assert state_of(station, "09:20").state is State.AWAITING_SIGNATURE


def test_a_run_stands_behind_one_slot_only(station: SetStation, answers: Callable[..., str]) -> None:
    close(answers())
    station.set("16:20")
    path = answers(runs=["20261123-0905"])
    assert "expected a free complete run of this slot (none)" in refused(path)
    add_run(station, "cut", at("16:10"), complete=False)
    add_run(station, "first", at("16:11"))
    add_run(station, "second", at("16:12"))
    add_run(station, "other", at("16:13"), playbook="channels")
    close(answers())
    assert entries(station, "round")[-1].event["runs"] == ["second", "other"]
    assert [state.state for state in day_board(station, at("17:00").date(), at("17:00"))] == [State.DONE, State.DONE]


def test_a_round_without_any_run_is_kept_but_not_taken_at_its_word(
    station: SetStation, answers: Callable[..., str]
) -> None:
    station.set("16:20")
    close(answers())
    state = state_of(station, "17:00", slot=1)
    assert (state.state, state.doubts) == (State.UNDETERMINED, (Doubt.NO_RUN,))


def test_a_crash_between_entry_and_signature_is_taken_up_and_not_doubled(
    station: SetStation, answers: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = answers(completed="09:10", arrived="08:50")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr(rounds_desk, "signature_event", die)
        assert invoke(hfcheck.cli.round, "-i", LAB, "--new-key", "--answers", path).exit_code != 0
    assert state_of(station, "09:14").state is State.AWAITING_SIGNATURE
    close(path)
    assert len(entries(station, "round")) == len(entries(station, "signature")) == 1
    assert state_of(station, "09:16").state is State.DONE


def test_a_second_round_for_a_slot_is_another_entry(station: SetStation, answers: Callable[..., str]) -> None:
    close(answers())
    close(answers(note="更正"))
    assert [entry.id[-1] for entry in entries(station, "round")] == ["1", "2"]


def test_the_demonstration_closes_a_round_at_any_time_of_any_day(station: SetStation) -> None:
    for clock, day, slot in (
        ("09:29", "2026-11-23", "2026-11-23/morning"),
        ("12:00", "2026-11-24", "2026-11-24/morning"),
        ("15:59", "2026-11-25", "2026-11-25/morning"),
        ("23:59", "2026-11-26", "2026-11-26/afternoon"),
        ("00:00", "2026-11-28", "2026-11-28/restday"),
        ("08:00", "2027-01-04", "2027-01-04/morning"),
    ):
        station.set(clock, day)
        with Ledger.open(station.ledger) as ledger:
            assert ledger.head().seq > 0
        assert f"round/{slot}/1" in close("lab/answers.yml").output
    last = entries(station, "round")[-1].event["slot"]
    assert last == {"date": "2027-01-04", "kind": "morning", "provisional": True}
