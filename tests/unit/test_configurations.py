"""Configurations kept by inspections: their history, and who changed what, from a real ledger and evidence store."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hfcheck import configurations
from hfcheck.cli import main
from hfcheck.cli.config import instant
from hfcheck.collect.frame import framed, pack
from hfcheck.errors import InputError
from hfcheck.ledger import Evidence, Ledger, Reader
from hfcheck.model import SHANGHAI, Check, Finding, Output, Severity, Verdict
from hfcheck.network.observed import Heard, Outcome, document
from hfcheck.station import Station

NONCE = "00ff" * 8
CHECK = Check("network_base.cpu", "CPU", "x", Severity.LOW, "device_cpu.percent", "at_most", "none")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
FIRST = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
VRP = "#\nsysname SW1\n#\ninterface GigabitEthernet0/0/3\n shutdown\n#\nreturn"
LOGGED = (
    "Logging buffer configuration and contents : enabled\nAllowed max buffer size : 1024\nActual buffer size : 512\n"
    "Channel number : 4 , Channel name : logbuffer\nDropped messages : 0\nOverwritten messages : 0\n"
    "Current messages : 2\n\n"
    "Nov 22 2026 14:03:11+08:00 SW1 %%01SHELL/6/CMDRECORD(s)[1]:Recorded command information. (Task=VTY0,"
    ' Ip=192.0.2.41, VpnName=, User=ops, AuthenticationMethod="Local-user", Command="undo shutdown")\n'
    "Nov 19 2026 08:00:00+08:00 SW1 %%01IFNET/4/IF_STATE(l)[0]:Interface Vlanif1 has turned into UP state.\n"
)


def session(running: str, log: str | None = None, startup: str | None = None) -> bytes:
    """The evidence of a session that saw these."""
    said = [("running", "display current-configuration", running), ("startup", "display saved-configuration", startup)]
    said.append(("log", "display logbuffer", log))
    outputs = [
        Output(document("huawei_vrp", fact, [Heard(line, Outcome.ANSWERED, text)]))
        for fact, line, text in said
        if text is not None
    ]
    return pack(framed(outputs, NONCE), NONCE)


def keep(station: Station, run: str, at: datetime, evidence: bytes) -> None:
    """Append what a run kept of SW1."""
    store = Evidence(station.evidence)
    finding = Finding("sw1", CHECK, Verdict.CONFORMS, 80, at, evidence=store.put(evidence))
    event = configurations.event(run, finding, store)
    assert event is not None
    with Ledger.open(station.ledger) as ledger:
        ledger.append([event], received=at)


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Station:
    """A station that saw SW1 on Friday, and on Monday with a port opened."""
    monkeypatch.setenv("HFCHECK_DATA", str(tmp_path))
    monkeypatch.setattr(Station, "now", lambda _: NOW)
    found = Station(tmp_path)
    keep(found, "r1", FIRST, session(VRP, startup=VRP))
    keep(found, "r2", FIRST + timedelta(days=3), session(VRP.replace(" shutdown\n", ""), LOGGED, VRP))
    return found


def test_one_command_says_who_changed_what_since_friday(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["config", "log", "sw1", "--since", "friday"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "采集 2 次，配置变化 1 次" in said
    assert "  interface GigabitEthernet0/0/3\n  - shutdown\n" in said
    assert "2026-11-22 14:03:11  ops（192.0.2.41）  undo shutdown" in said


def test_a_log_that_was_not_seen_names_nobody_and_says_so(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    keep(station, "r3", FIRST + timedelta(days=3, hours=0.5), session(VRP))
    with pytest.raises(SystemExit):
        main(["config", "log", "sw1", "--json"])
    last = json.loads(capsys.readouterr().out)[-1]
    assert last["edits"] == [{"section": "interface GigabitEthernet0/0/3", "removed": [], "added": [" shutdown"]}]
    assert (last["commands"], last["logged"]) == ([], False)


def test_what_a_restart_would_forget(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["config", "unsaved", "sw1"])
    assert ended.value.code == 1
    assert "  - shutdown" in capsys.readouterr().out


def test_a_host_without_a_configuration_is_said(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["config", "show", "sw9"])
    assert ended.value.code == 3
    assert "no inspection has kept a configuration of 'sw9'" in capsys.readouterr().err


def test_the_configuration_as_it_was(station: Station, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["config", "show", "sw1", "--at", "2026-11-21"])
    assert capsys.readouterr().out.rstrip("\n") == VRP


def test_a_run_names_the_hosts_whose_configuration_had_changed(station: Station) -> None:
    store = Evidence(station.evidence)
    with Reader.open(station.ledger) as ledger:
        first, second = (list(configurations.changed_in(ledger, store, run, ["sw1", "sw2"])) for run in ("r1", "r2"))
    assert first == []
    assert second == [configurations.ChangedConfiguration("sw1", FIRST, added=0, removed=1)]


def test_a_rejected_configuration_is_kept_nowhere(station: Station) -> None:
    store = Evidence(station.evidence)
    wrong = session("Error: Unrecognized command found at '^' position.")
    finding = Finding("sw1", CHECK, Verdict.CONFORMS, 80, FIRST, evidence=store.put(wrong))
    assert configurations.event("r4", finding, store) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friday", "2026-11-20T00:00:00+08:00"),
        ("Monday", "2026-11-16T00:00:00+08:00"),
        ("yesterday", "2026-11-22T00:00:00+08:00"),
        ("12h", "2026-11-22T22:00:00+08:00"),
        ("2026-11-01", "2026-11-01T00:00:00+08:00"),
    ],
)
def test_instants_that_people_mean(text: str, expected: str) -> None:
    assert instant(text, datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)).isoformat() == expected


def test_an_instant_that_nobody_means() -> None:
    with pytest.raises(InputError, match="expected friday, yesterday, 3d, 12h or YYYY-MM-DD, found 'soon'"):
        instant("soon", FIRST)
