"""What a run says in the ledger, and of the record that it was run for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from hfcheck.errors import InputError
from hfcheck.facts_desk import known, record
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI
from hfcheck.runbooks.journal import Journal
from hfcheck.runbooks.record import Word, abandon, check_incident, keep
from hfcheck.standing import stated
from hfcheck.station import Station

NOW = datetime(2026, 11, 24, 3, 30, tzinfo=SHANGHAI)
ACTED, SEEN = "2026-11-24T03:10:00+08:00", "2026-11-24T03:20:00+08:00"


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def fault(station: Station, **says: object) -> str:
    body = {"name": "磁盘满", "area": "platform", "device": "db01", "reported_at": "2026-11-24T03:00:00+08:00"} | says
    record(station, [{"type": "fault", "subject": "f1", "by": "李四", "says": body}], NOW)
    return "fault/f1"


def run(station: Station, incident: str, verdict: str = "conforms") -> Journal:
    journal = Journal.of(station, incident, "free_disk_space")
    journal.write("begin", "2026-11-24T03:05:00+08:00", hosts=["db01"], by="张三")
    journal.write("done", ACTED, host="db01", step="purge", result={"changed": True})
    journal.write("verified", SEEN, host="db01", run="r", verdicts={"a.b": verdict})
    return journal


def entries(station: Station) -> list[dict[str, object]]:
    with Reader.open(station.ledger) as ledger:
        return [dict(entry.event) for entry in ledger.entries(type="runbook")]


def test_a_run_is_kept_with_its_journal_as_evidence(station: Station) -> None:
    incident = fault(station)
    told = keep(station, run(station, incident), Word(incident, {"handling": "已清理"}, ["95 % → 41 %"]), NOW)
    (entry,) = entries(station)
    assert (entry["outcome"], entry["by"], entry["incident"]) == ("mended", "张三", incident)
    assert (entry["steps"], entry["notes"]) == (["db01: purge"], ["95 % → 41 %"])
    assert Evidence(station.evidence).get(str(entry["evidence"])).count(b"\n") == 3
    says = stated(known(station, incident))
    assert (says["acted_at"], says["restored_at"], says["handling"]) == (ACTED, SEEN, "已清理")
    assert told[1].startswith("已登记：")


def test_what_was_stated_already_stays(station: Station) -> None:
    incident = fault(station, handling="旧的", acted_at="2026-11-24T03:01:00+08:00")
    told = keep(station, run(station, incident), Word(incident, {"handling": "新的"}), NOW)
    says = stated(known(station, incident))
    assert (says["handling"], says["acted_at"]) == ("旧的", "2026-11-24T03:01:00+08:00")
    assert any(line.startswith("已有登记，未改动") and "处理过程" in line for line in told)


def test_a_fault_that_is_not_seen_to_be_gone_is_not_said_to_be(station: Station) -> None:
    incident = fault(station)
    keep(station, run(station, incident, "not_seen"), Word(incident), NOW)
    assert entries(station)[0]["outcome"] == "not_mended"
    assert "restored_at" not in stated(known(station, incident))


def test_a_meeting_is_prepared_or_not(station: Station) -> None:
    says = {"name": "例会", "starts_at": "2026-11-24T09:00:00+08:00"}
    record(station, [{"type": "meeting", "subject": "m1", "by": "李四", "says": says}], NOW)
    keep(
        station, run(station, "meeting/m1", "deviates"), Word("meeting/m1", {"handling": "no field of a meeting"}), NOW
    )
    said = stated(known(station, "meeting/m1"))
    assert (said["preparation_ok"], said["prepared_at"]) == (False, SEEN)


def test_killed_between_the_ledger_and_the_end_it_adds_nothing(station: Station) -> None:
    journal = run(station, "")
    keep(station, journal, Word(), NOW)
    content = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(content[:-1]))
    keep(station, journal, Word(), NOW)
    assert len(entries(station)) == 1


def test_a_run_that_is_left_is_in_the_ledger_and_the_next_one_is_new(station: Station) -> None:
    journal = Journal.of(station, "", "free_disk_space")
    journal.write("begin", ACTED, hosts=["db01"], by="张三")
    abandon(station, journal, "", NOW)
    assert entries(station)[0]["outcome"] == "abandoned"
    with pytest.raises(InputError, match="expected a run that somebody began, found none"):
        keep(station, journal, Word(), NOW)


def test_hosts_that_never_came_to_their_verification_leave_the_run_open(station: Station) -> None:
    journal = Journal.of(station, "", "free_disk_space")
    journal.write("begin", ACTED, hosts=["db01", "db02"], by="张三")
    journal.write("verified", SEEN, host="db01", run="r", verdicts={"a.b": "conforms"})
    keep(station, journal, Word(), NOW)
    assert entries(station)[0]["outcome"] == "not_mended"
    assert [line["what"] for line in journal.lines()][-1] == "verified"


@pytest.mark.parametrize(
    "incident", ["fault/none", "alarm/none", "nonsense", "fault/", "other/x", "fault/a\nb", "x" * 200]
)
def test_an_incident_that_is_none_is_refused(station: Station, incident: str) -> None:
    with pytest.raises(InputError, match="runbook_incident: expected"):
        check_incident(station, incident)


@pytest.mark.parametrize("incident", ["", "candidate/disk/20261124T030000-1"])
def test_a_candidate_and_none_are_taken(station: Station, incident: str) -> None:
    check_incident(station, incident)
