"""From the ledger to the sheet and back: the commands that people type, against a service of two months."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import hfcheck.cli.accept
import hfcheck.cli.decide
import hfcheck.cli.dispute
import hfcheck.cli.explain
import hfcheck.cli.scorecard
import hfcheck.cli.waive
from hfcheck.errors import InputError
from hfcheck.facts_desk import record, sign
from hfcheck.kinds import Party
from hfcheck.ledger import Reader, known_keys, verify_ledger
from tests.integration.assessment_station import CENTRE, SUPPLIER, fault, person, state, whole_service
from tests.integration.round_station import SetStation, at

COMMANDS = (
    hfcheck.cli.accept,
    hfcheck.cli.decide,
    hfcheck.cli.dispute,
    hfcheck.cli.explain,
    hfcheck.cli.scorecard,
    hfcheck.cli.waive,
)
FAULT = "9/fault/ups-0903"


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetStation]:
    """After the service; the second month has one fault that was acted on after two and a half hours."""
    found = SetStation(tmp_path / "var")
    found.set("09:00", "2025-10-10")
    for module in COMMANDS:
        monkeypatch.setattr(module, "current_station", lambda: found)
    whole_service(found)
    fault(found, "ups-0903", at("08:00", "2025-09-03"), at("10:30", "2025-09-03"))
    return found


def run(module: Any, *arguments: str) -> Result:
    """The command; its HfcheckErrors come through as they are."""
    return CliRunner().invoke(module.COMMAND, arguments)


def said(module: Any, *arguments: str) -> str:
    result = run(module, *arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def refused(module: Any, *arguments: str) -> str:
    result = run(module, *arguments)
    assert isinstance(result.exception, InputError), result.output
    return str(result.exception)


def scorecard(*arguments: str) -> tuple[int, Any]:
    result = run(hfcheck.cli.scorecard, *arguments, "--json")
    assert result.output, result.exception
    return result.exit_code, json.loads(result.output)


def ids(station: SetStation, type: str) -> list[str]:
    with Reader.open(station.ledger) as ledger:
        return [entry.id for entry in ledger.entries(type=type)]


def test_a_month_without_anything_open_is_finalised_once_and_asks_for_two_keys(station: SetStation) -> None:
    text = said(hfcheck.cli.scorecard, "2025-08")
    assert text.startswith("2025-08 月考核表（第 1 版定稿），合计 0 分\n")
    assert "待供应商签字：hfcheck sign scorecard/2025-08/1 --as 姓名" in text
    assert "待中心签字：hfcheck sign scorecard/2025-08/1 --as 姓名" in text
    for name in (SUPPLIER, CENTRE):
        sign(station, "scorecard/2025-08/1", person(station, name), station.now())
    again = said(hfcheck.cli.scorecard, "2025-08")
    assert f"供应商已签字：{SUPPLIER}" in again
    assert f"中心已签字：{CENTRE}" in again
    assert "变化" not in again
    assert ids(station, "scorecard") == ["scorecard/2025-08/1"]


def test_an_open_deduction_makes_a_preview_that_says_what_would_settle_it(station: SetStation) -> None:
    result = run(hfcheck.cli.scorecard, "2025-09")
    assert result.exit_code == 1
    assert result.output.startswith("2025-09 月考核表（试算，不作为考核依据），合计 5 分\n")
    assert f"{FAULT}\t拟 5\t候选\t2025-09-03 10:00\t" in result.output
    assert result.output.endswith(
        "\n未决 1 项，全部办结后方可定稿：\n"
        "◆ 供应商确认或申诉，或由考核小组认定（1 项）：hfcheck accept|dispute|decide 扣分编号 --as 姓名\n"
        f"  {FAULT}\n"
    )
    assert ids(station, "scorecard") == []


def test_a_preview_finalises_nothing_even_if_nothing_is_open(station: SetStation) -> None:
    code, found = scorecard("2025-08", "--preview")
    assert (code, found["final"], found["total"], found["obstacles"]) == (0, False, 0, [])
    assert ids(station, "scorecard") == []


def test_an_accepted_deduction_is_signed_and_counts(station: SetStation) -> None:
    assert f"供方已确认：{FAULT}，{SUPPLIER}（acceptance/9-fault-ups-0903-1/1）" in said(
        hfcheck.cli.accept, FAULT, "--as", SUPPLIER
    )
    code, found = scorecard("2025-09")
    assert (code, found["final"], found["total"]) == (0, True, 5)
    assert found["items"][8]["lines"][0]["stage"] == "accepted"
    assert "signature/acceptance/9-fault-ups-0903-1/1/supplier" in ids(station, "signature")
    report = verify_ledger(station.ledger, keys=known_keys(station.keys))
    assert report.problems == ()


def test_a_dispute_waits_for_the_decision_of_the_group(station: SetStation) -> None:
    said(hfcheck.cli.dispute, FAULT, "--as", SUPPLIER, "--reason", "告警未送达")
    code, found = scorecard("2025-09")
    assert (code, found["total"], found["items"][8]["lines"][0]["stage"]) == (1, None, "disputed")
    assert "is disputed" in refused(hfcheck.cli.accept, FAULT, "--as", SUPPLIER)
    said(hfcheck.cli.decide, FAULT, "--as", CENTRE, "--points", "0", "--reason", "告警短信确未送达")
    code, found = scorecard("2025-09")
    line = found["items"][8]["lines"][0]
    assert (code, found["total"], line["stage"], line["points"]) == (0, 0, "decided", 0)
    assert "告警未送达" in line["said"]


def test_a_waived_deduction_costs_nothing_and_is_closed(station: SetStation) -> None:
    assert said(hfcheck.cli.waive, FAULT, "--as", CENTRE, "--reason", "停电检修").startswith(f"已豁免：{FAULT}")
    _, found = scorecard("2025-09", "--preview")
    assert (found["total"], found["items"][8]["lines"][0]["stage"]) == (0, "waived")
    assert "is waived" in refused(hfcheck.cli.decide, FAULT, "--as", CENTRE, "--points", "5", "--reason", "改判")


def test_nobody_speaks_for_the_other_party(station: SetStation) -> None:
    decide = refused(hfcheck.cli.decide, FAULT, "--as", SUPPLIER, "--points", "0", "--reason", "自行认定")
    assert f"expected a mandate of the centre for {SUPPLIER}" in decide
    assert decide.endswith("found supplier")
    accept = refused(hfcheck.cli.accept, FAULT, "--as", CENTRE)
    assert f"expected a mandate of the supplier for {CENTRE}" in accept
    person(station, "路人")
    assert "found none" in refused(hfcheck.cli.dispute, FAULT, "--as", "路人", "--reason", "不服")
    assert ids(station, "acceptance") + ids(station, "dispute") + ids(station, "decision") == []


def test_nobody_without_a_mandate_gets_a_key(station: SetStation) -> None:
    reason, points = ("--reason", "不服"), ("--points", "0")
    more = {"accept": (), "dispute": reason, "decide": (*reason, *points), "waive": reason}
    for module in (hfcheck.cli.accept, hfcheck.cli.dispute, hfcheck.cli.decide, hfcheck.cli.waive):
        arguments = more[module.__name__.rpartition(".")[2]]
        assert "expected a mandate of the" in refused(module, FAULT, "--as", "路人", "--new-key", *arguments)
    assert not (station.keys / "路人.pem").exists()


def test_who_lets_himself_in_after_the_contract_decides_nothing_and_gets_no_key(station: SetStation) -> None:
    says = {"person": "坏二", "party": "centre", "first_day": "2025-08-01"}
    record(station, [{"type": "mandate", "by": "坏二", "says": says}], station.now())
    options = ("--points", "0", "--reason", "不扣", "--new-key")
    message = refused(hfcheck.cli.decide, FAULT, "--as", "坏二", *options)
    assert message.endswith("found 'mandate/坏二', stated after the contract and not signed by somebody of that party")
    assert not (station.keys / "坏二.pem").exists()
    assert ids(station, "decision") == []


def test_an_unknown_deduction_is_refused_with_the_open_ones(station: SetStation) -> None:
    message = refused(hfcheck.cli.accept, "9/fault/none", "--as", SUPPLIER)
    assert message == f"acceptance: expected one of the open deductions ({FAULT}), found '9/fault/none'"


def test_several_deductions_are_accepted_at_once_or_none(station: SetStation) -> None:
    fault(station, "disk-0920", at("08:00", "2025-09-20"), at("12:00", "2025-09-20"))
    disk = "9/fault/disk-0920"
    message = refused(hfcheck.cli.accept, FAULT, disk, "9/fault/none", "--as", SUPPLIER)
    assert message.endswith("found '9/fault/none'")
    assert ids(station, "acceptance") == []
    text = said(hfcheck.cli.accept, FAULT, disk, FAULT, "--as", SUPPLIER)
    assert [line.partition("，")[0] for line in text.splitlines()] == [f"供方已确认：{FAULT}", f"供方已确认：{disk}"]
    assert len(ids(station, "acceptance")) == 2
    code, found = scorecard("2025-09", "--preview")
    assert (code, found["total"], found["obstacles"]) == (0, 10, [])


def test_a_reason_that_says_nothing_is_refused_in_one_sentence(station: SetStation) -> None:
    message = refused(hfcheck.cli.dispute, FAULT, "--as", SUPPLIER, "--reason", " ")
    assert message == "reason (申诉理由): expected text of 1 to 2000 characters, found ' '"
    assert ids(station, "dispute") == []


def test_numbers_that_begin_alike_are_words_of_their_own(station: SetStation) -> None:
    long = "disk-" + "x" * 50
    for end in "ab":
        fault(station, long + end, at("08:00", "2025-09-20"), at("12:00", "2025-09-20"))
    said(hfcheck.cli.accept, f"9/fault/{long}a", f"9/fault/{long}b", "--as", SUPPLIER)
    assert len(ids(station, "acceptance")) == 2


def test_an_acceptance_of_other_points_is_refused(station: SetStation) -> None:
    message = refused(hfcheck.cli.accept, FAULT, "--as", SUPPLIER, "--points", "3")
    assert message == f"{FAULT}: expected the 5 points proposed, found 3"


def test_more_time_is_granted_to_requests_and_tasks_only(station: SetStation) -> None:
    instants = {"accepted_at": at("09:00", "2025-09-29").isoformat()}
    state(station, "request", "r-1", at("09:00", "2025-09-29"), name="报表", system="核心", size="small", **instants)
    more = ("--as", CENTRE, "--until", "2025-11-28", "--reason", "接口延期")
    assert said(hfcheck.cli.waive, "request/r-1", *more).startswith("已延期：request/r-1")
    message = refused(hfcheck.cli.waive, "fault/ups-0903", *more)
    assert message == "expected a request or task to be given another date (request/r-1), found 'fault/ups-0903'"


def test_a_word_that_was_recorded_and_not_signed_is_signed_when_said_again(
    station: SetStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("hfcheck.flow_desk.sign", crash)
        run(hfcheck.cli.accept, FAULT, "--as", SUPPLIER)
    assert ids(station, "acceptance") == ["acceptance/9-fault-ups-0903-1/1"]
    assert scorecard("2025-09", "--preview")[1]["items"][8]["lines"][0]["stage"] == "candidate"
    said(hfcheck.cli.accept, FAULT, "--as", SUPPLIER)
    assert ids(station, "acceptance") == ["acceptance/9-fault-ups-0903-1/1"]
    assert scorecard("2025-09", "--preview")[1]["items"][8]["lines"][0]["stage"] == "accepted"


def test_what_is_known_later_changes_no_finalised_sheet_but_is_told(station: SetStation) -> None:
    said(hfcheck.cli.accept, FAULT, "--as", SUPPLIER)
    scorecard("2025-09")
    fault(station, "disk-0920", at("08:00", "2025-09-20"), at("12:00", "2025-09-20"))
    code, found = scorecard("2025-09")
    assert (code, found["revision"], found["total"]) == (0, 1, 5)
    assert found["changes"][0] == "9/fault/disk-0920：原无此项，现为候选 5 分"
    text = said(hfcheck.cli.scorecard, "2025-09")
    assert "定稿后台账有变化：" in text
    assert "hfcheck scorecard 2025-09 --revise --because 理由" in text


def test_a_revision_needs_a_reason_a_change_and_nothing_open(station: SetStation) -> None:
    revise = ("2025-09", "--revise", "--because", "补报故障")
    assert "expected a finalised sheet of 2025-09 to revise" in refused(hfcheck.cli.scorecard, *revise)
    said(hfcheck.cli.accept, FAULT, "--as", SUPPLIER)
    scorecard("2025-09")
    assert refused(hfcheck.cli.scorecard, *revise) == "expected a change since scorecard/2025-09/1, found none"
    fault(station, "disk-0920", at("08:00", "2025-09-20"), at("12:00", "2025-09-20"))
    assert "nothing open" in refused(hfcheck.cli.scorecard, *revise)
    said(hfcheck.cli.accept, "9/fault/disk-0920", "--as", SUPPLIER)
    assert "--because" in refused(hfcheck.cli.scorecard, "2025-09", "--revise")
    code, found = scorecard(*revise)
    assert (code, found["revision"], found["total"], found["unsigned"]) == (0, 2, 10, ["supplier", "centre"])


@pytest.mark.parametrize("month", ["2025-13", "2025-9", "九月"])
def test_a_month_that_is_none_is_refused(station: SetStation, month: str) -> None:
    assert "expected a month such as" in refused(hfcheck.cli.scorecard, month)


def test_a_month_outside_of_the_service_is_refused(station: SetStation) -> None:
    assert "2025-08 to 2025-09" in refused(hfcheck.cli.scorecard, "2025-10")


def test_preview_and_revision_exclude_each_other(station: SetStation) -> None:
    assert "either --preview or --revise" in refused(hfcheck.cli.scorecard, "2025-08", "--preview", "--revise")
    assert "together with --revise" in refused(hfcheck.cli.scorecard, "2025-08", "--because", "补报故障")


def test_a_signature_of_a_stranger_under_a_sheet_counts_for_nobody(station: SetStation) -> None:
    mandate = {"person": "张三", "party": "supplier", "first_day": "2025-08-01"}
    entry = state(station, "mandate", "张三", at("09:00", "2025-08-01"), **mandate)
    sign(station, entry, person(station, SUPPLIER), at("09:00", "2025-08-01"))
    scorecard("2025-08")
    sign(station, "scorecard/2025-08/1", person(station, "张三"), station.now())
    assert scorecard("2025-08")[1]["unsigned"] == [str(Party.CENTRE)]
    (station.keys / "张三.pub").rename(station.keys / "别人.pub")
    _, found = scorecard("2025-08")
    assert found["unsigned"] == [str(Party.SUPPLIER), str(Party.CENTRE)]
