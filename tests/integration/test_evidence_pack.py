"""The evidence pack of a fleet with planted faults names all of them and nothing else, and can be checked."""

from __future__ import annotations

import hashlib
import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document

from hfcheck.cli.evidence import evidence
from hfcheck.conformity import Grade
from hfcheck.errors import InputError
from hfcheck.evidence_desk import read_pack, write_pack
from hfcheck.evidence_manifest import NAME, check_pack
from hfcheck.ledger import Evidence, Ledger, Reader, create_key, known_keys
from hfcheck.model import SHANGHAI, Verdict
from hfcheck.report.evidence_pack import Pack
from hfcheck.report.evidence_words import verdict_of
from hfcheck.station import Station
from tests.integration.audit_fleet import AT, FAULTS, NONCE, Fault, Server, audit, fleet, without_faults

NOW = datetime(2026, 12, 5, 9, tzinfo=SHANGHAI)
FILE = "等保测评证据"
AGEING = next(fault for fault in FAULTS if fault.checks == ("accounts.password_ageing",))
DUTY = {"check": "accounts.password_ageing", "reason": "迁移前不能改期", "owner": "张工", "approver": "科技部"}
HOSTILE = Fault(
    "sudo", "rule backup", "rule =cmd|'/c'!A1<b> ALL=(ALL) NOPASSWD: ALL\nrule backup", ("sudo_policy.nopasswd_all",)
)


def waived(until: str) -> tuple[dict[str, str], ...]:
    return ({**DUTY, "expires": until, "compensation": "堡垒机限制来源"},)


FLEET = fleet()
SERVERS = [
    *FLEET,
    Server("clean01"),
    Server("dead01", answers=False),
    Server("waived01", (AGEING,), waived("2027-03-31")),
    Server("over01", (AGEING,), waived("2026-11-30")),
    Server("evil01", (HOSTILE,)),
]


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """Two audits: the one before without the faults of the second half of the fleet."""
    made = Station(tmp_path_factory.mktemp("station"))
    before = [*FLEET[:11], *map(without_faults, FLEET[11:]), Server("clean01")]
    audit(made, before, "before", AT - timedelta(days=14))
    audit(made, SERVERS, "after")
    return made


@pytest.fixture(scope="module")
def folder(station: Station, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(station, NOW, output=tmp_path_factory.mktemp("packs") / "pack")


@pytest.fixture(scope="module")
def pack(station: Station) -> Pack:
    with Reader.open(station.ledger) as ledger:
        return read_pack(ledger, Evidence(station.evidence), NOW)


def grade(pack: Pack, host: str, clause: str) -> Grade:
    return next(one.opinion.grade for one in pack.judged if (one.host, one.clause.id) == (host, clause))


def sheet(folder: Path, title: str) -> list[tuple[str, ...]]:
    """The rows of a worksheet of the pack."""
    book = openpyxl.load_workbook(io.BytesIO((folder / f"{FILE}.xlsx").read_bytes()))
    found = next(one for one in book.worksheets if title in one.title)
    return [tuple("" if cell is None else str(cell) for cell in row) for row in found.iter_rows(values_only=True)]


def test_the_fleet_is_large_enough_to_say_something() -> None:
    assert len(FLEET) >= 20
    assert sum(len(server.faults) for server in FLEET) >= 60
    assert {fault for server in FLEET for fault in server.faults} == set(FAULTS)


def test_a_server_without_faults_is_what_every_check_expects(pack: Pack) -> None:
    clean = [one for one in pack.audit.findings if one.host == "clean01"]
    assert {one.check.id for one in clean if one.verdict is not Verdict.CONFORMS} == {
        "login_session.idle_timeout_fixed"
    }


def test_the_pack_names_all_that_was_planted_and_only_that(pack: Pack) -> None:
    planted = set().union(*(server.planted for server in SERVERS)) - {("waived01", "accounts.password_ageing")}
    named = {
        (finding.host, finding.check.id)
        for one in pack.bad
        for finding in one.findings
        if verdict_of(finding, NOW) is Verdict.DEVIATES
    }
    assert named == planted


def test_the_workbook_lists_exactly_these(folder: Path) -> None:
    rows = sheet(folder, "偏差与例外明细")
    deviating = [row for row in rows if any(cell.startswith("偏差") for cell in row)]
    assert len(deviating) == sum(len(server.planted) for server in SERVERS) - 1
    assert len([row for row in rows if "例外" in row]) == 1
    assert len([row for row in rows if "偏差（例外已过期）" in row]) == 1


def test_grades_of_single_hosts(pack: Pack) -> None:
    assert grade(pack, "clean01", "8.1.4.3 d") is Grade.CONFORMS
    assert grade(pack, "clean01", "8.1.3.2 a") is Grade.CONFORMS
    assert grade(pack, "clean01", "8.1.4.2 a") is Grade.BY_PERSON
    assert grade(pack, "waived01", "8.1.4.1 a") is Grade.PARTLY
    assert grade(pack, "over01", "8.1.4.1 a") is Grade.PARTLY
    assert {one.opinion.grade for one in pack.judged if one.host == "dead01"} == {Grade.BY_PERSON}
    good = {one.host for one in pack.judged if one.opinion.grade is Grade.CONFORMS}
    assert "dead01" not in good


def test_what_changed_since_the_audit_before(pack: Pack, folder: Path) -> None:
    late = FLEET[11].name
    rows = sheet(folder, "与上次审计相比")
    assert any(row[0].startswith(late) for row in rows)
    assert not any(row[0].startswith(FLEET[0].name) for row in rows)
    assert len(pack.trend) == 1
    assert pack.before is not None
    assert pack.before.run == "before"


def test_the_raw_output_is_what_the_host_said_and_its_hash_stands_in_the_manifest(folder: Path) -> None:
    server = FLEET[0]
    told = json.loads((folder / NAME).read_bytes())["files"]
    for reading, said in server.outputs.items():
        data = (folder / "raw" / server.name / f"{reading}.txt").read_bytes()
        assert data.decode() == said
        assert told[f"raw/{server.name}/{reading}.txt"] == hashlib.sha256(data).hexdigest()
    assert not (folder / "raw" / "dead01").exists()
    assert NONCE not in "".join(path.read_text() for path in (folder / "raw").rglob("*.txt"))


def test_nobody_else_may_read_the_pack(folder: Path) -> None:
    modes = {path.stat().st_mode & 0o077 for path in [folder, *folder.rglob("*")]}
    assert modes == {0}


def test_what_a_host_says_is_text_everywhere(folder: Path) -> None:
    html = (folder / f"{FILE}.html").read_text(encoding="utf-8")
    assert "=cmd|&#39;/c&#39;!A1&lt;b&gt;" in html
    assert not re.search(r"<script|!A1<|https?://(?!www\.w3\.org)", html)
    book = openpyxl.load_workbook(io.BytesIO((folder / f"{FILE}.xlsx").read_bytes()))
    evil = [cell for one in book.worksheets for row in one.iter_rows() for cell in row if "=cmd" in str(cell.value)]
    assert evil
    assert {cell.data_type for cell in evil} == {"s"}


def test_the_word_file_has_the_deviations_and_says_where_the_rest_is(folder: Path) -> None:
    document = Document(io.BytesIO((folder / f"{FILE}.docx").read_bytes()))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"不符合", "部分符合", "sshd -T", "raw/srv01/audit.txt"} & cells >= {"不符合", "部分符合"}
    assert any("全部检查项和原始证据清单见" in one.text for one in document.paragraphs)


def test_the_pack_is_intact_and_the_ledger_knows_its_manifest(station: Station, folder: Path) -> None:
    checked = check_pack(folder, known_keys(station.keys))
    assert checked.problems == ()
    assert checked.signer.startswith("station ")
    made = write_pack(station, NOW)
    assert made.parent == station.records
    with Reader.open(station.ledger) as ledger:
        entry = next(ledger.entries(type="document", newest_first=True))
    assert entry.event["path"] == f"{made.name}/{NAME}"
    assert entry.event["sha256"] == hashlib.sha256((made / NAME).read_bytes()).hexdigest()


def test_every_kind_of_damage_is_told(station: Station, tmp_path: Path) -> None:
    made = write_pack(station, NOW, run="before", output=tmp_path / "pack")
    (made / "raw/srv01/audit.txt").write_text("rules 99\n")
    (made / "raw/srv01/sudo.txt").unlink()
    (made / "raw/srv02/more.txt").write_text("x")
    checked = check_pack(made, known_keys(station.keys))
    assert checked.problems == (
        "raw/srv01/audit.txt: another content",
        "raw/srv01/sudo.txt: No such file or directory",
        "raw/srv02/more.txt: not in the manifest",
    )
    body = json.loads((made / NAME).read_bytes())
    body["files"]["../../outside"] = "0" * 64
    (made / NAME).write_text(json.dumps(body))
    checked = check_pack(made, known_keys(station.keys))
    assert checked.problems[0] == "manifest.json: expected a signature that fits it, found another one"
    assert "../../outside: outside of the pack" in checked.problems


def test_a_strangers_signature_is_no_signature(station: Station, folder: Path, tmp_path: Path) -> None:
    create_key(tmp_path / "other.pem")
    checked = check_pack(folder, known_keys(tmp_path))
    assert len(checked.problems) == 1
    assert checked.problems[0].startswith(
        "manifest.json: expected the station's signature, found one of the unknown key"
    )


def test_a_folder_that_is_in_use_is_refused(station: Station, folder: Path) -> None:
    with pytest.raises(InputError, match="expected a new or an empty folder for the pack, found"):
        write_pack(station, NOW, output=folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "expected the manifest of an evidence pack at .*, found No such file"),
        ("{", "expected JSON at"),
        ("[]", "found another document"),
        ('{"type": "evidence_pack"}', "found another document"),
    ],
)
def test_what_is_no_pack_is_refused(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / NAME).write_text(content)
    with pytest.raises(InputError, match=message):
        check_pack(tmp_path, {})


def test_runs_that_do_not_fit_are_refused(station: Station) -> None:
    with Reader.open(station.ledger) as ledger:
        store = Evidence(station.evidence)
        with pytest.raises(InputError, match="expected the name of a run in the ledger, found 'never'"):
            read_pack(ledger, store, NOW, run="never")
        with pytest.raises(InputError, match="expected an audit before before to compare it with, found after"):
            read_pack(ledger, store, NOW, run="before", before="after")


def test_without_an_audit_there_is_no_pack(tmp_path: Path) -> None:
    empty = Station(tmp_path / "var")
    with Ledger.open(empty.ledger):
        pass
    with pytest.raises(InputError, match=r"expected a complete run of audit_servers\.yml or inspect_servers\.yml"):
        write_pack(empty, NOW)


def test_a_daily_inspection_serves_until_there_is_an_audit(tmp_path: Path) -> None:
    made = Station(tmp_path / "var")
    audit(made, FLEET[:1], "daily", playbook="playbooks/inspect_servers.yml")
    with Reader.open(made.ledger) as ledger:
        pack = read_pack(ledger, Evidence(made.evidence), NOW)
    assert (pack.audit.run, pack.before, pack.trend) == ("daily", None, ())


def test_an_audit_before_that_saw_nothing_is_a_point_of_the_trend(tmp_path: Path) -> None:
    made = Station(tmp_path / "var")
    audit(made, [Server("dead01", answers=False)], "first", AT - timedelta(days=2))
    audit(made, [Server("dead01")], "second")
    folder = write_pack(made, NOW, output=tmp_path / "pack")
    assert any(row[:2] == ("dead01 业务服务器", "8.1.4.3 d") for row in sheet(folder, "与上次审计相比"))


def test_a_hardening_run_between_two_audits_is_named(station: Station, tmp_path: Path) -> None:
    made = Station(tmp_path / "var")
    audit(made, FLEET[:2], "first", AT - timedelta(days=2))
    event = {"type": "hardening", "run": "h1", "at": (AT - timedelta(days=1)).isoformat(), "stage": "confirmed"}
    with Ledger.open(made.ledger) as ledger:
        ledger.append([event | {"id": f"hardening/{host}/h1", "host": host} for host in ("srv01", "srv02")], NOW)
    audit(made, FLEET[:2], "second")
    folder = write_pack(made, NOW, output=tmp_path / "pack")
    assert any("h1（2026-11-22 08:30：已确认 2 台）" in cell for row in sheet(folder, "测评证据") for cell in row)


def test_the_command_writes_and_verifies(station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HFCHECK_DATA", str(station.root))
    place = tmp_path / "pack"
    wrote = CliRunner().invoke(evidence, ["--run", "after", "--output", str(place)])
    assert (wrote.exit_code, wrote.output.strip()) == (0, str(place))
    seen = CliRunner().invoke(evidence, ["--verify", str(place)])
    assert seen.exit_code == 0
    assert re.fullmatch(r"intact: pack of run after, \d+ files, signed by station \S+\n", seen.output)
    (place / f"{FILE}.docx").unlink()
    broken = CliRunner().invoke(evidence, ["--verify", str(place)])
    assert broken.exit_code == 1
    assert f"{FILE}.docx: No such file or directory" in broken.output
    assert "BROKEN: 1 problems" in broken.output
    both = CliRunner().invoke(evidence, ["--verify", str(place), "--run", "after"])
    assert both.exit_code == 2
    assert "--verify goes alone" in both.output
