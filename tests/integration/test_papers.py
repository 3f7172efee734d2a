"""Papers from a ledger to files: what they rest on, that they are the same when made again, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from hfcheck.cli.report import report
from hfcheck.errors import HfcheckError, InputError
from hfcheck.facts_desk import sign
from hfcheck.ledger import Evidence, Ledger, Reader
from hfcheck.ledger.documents import document_problems
from hfcheck.model import Verdict
from hfcheck.monthly import Span
from hfcheck.papers_desk import write_month, write_settlement, write_sheet, write_signed
from hfcheck.report.inspections import Inspections, inspections
from hfcheck.report.papers import FORMATS, write_papers
from hfcheck.report.scorecard_paper import scorecard_paper
from tests.integration.assessment_station import CENTRE, person, whole_service
from tests.integration.rich_month import settled
from tests.integration.round_station import SetStation, at
from tests.unit.report import sample
from tests.unit.report.sample_sheet import final_sheet, issue

OFFICE = ("xlsx", "docx")


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> SetStation:
    """After the service, with five accepted points in its second month; both sheets finalised and signed."""
    return settled(tmp_path_factory.mktemp("papers") / "var")


def texts(path: Path) -> list[str]:
    book = load_workbook(io.BytesIO(path.read_bytes()))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_finalised_month_gives_its_sheet_and_details(station: SetStation) -> None:
    files = write_sheet(station, "2025-09", station.now(), OFFICE)
    folder = station.records / "2025-09"
    assert files == [folder / f"{name}.{form}" for name in ("scorecard", "deductions") for form in OFFICE]
    found = texts(files[0])
    assert "业务系统及机房安全运维服务 2025年9月考核表" in found
    assert any(text.startswith("=SUM(") for text in found)
    details = texts(files[2])
    assert "9/fault/ups-0903" in details
    assert "fault/ups-0903/1" in details


def test_a_signature_makes_the_papers_anew(station: SetStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HFCHECK_DATA", str(station.root))
    finished = write_signed(station, "scorecard/2025-09/1", station.now())
    assert [path.name for path in finished] == [
        f"{name}.{form}" for name in ("scorecard", "deductions") for form in FORMATS
    ]
    assert write_signed(station, "attendance/2025-09/1", station.now()) == []


def test_the_settlement_says_who_signed_it(station: SetStation) -> None:
    write_settlement(station, station.now(), ["xlsx"])
    sign(station, "settlement/1", person(station, CENTRE), station.now())
    (path,) = write_settlement(station, station.now(), ["xlsx"])
    said = "\n".join(texts(path))
    assert CENTRE in said
    assert "已电子签名" in said


def test_papers_made_again_are_the_same_bytes_and_known_to_the_ledger(station: SetStation) -> None:
    files = [
        *write_month(station, "2025-09", station.now()),
        *write_settlement(station, station.now()),
    ]
    assert len(files) == 4 * len(FORMATS)
    before = {path: path.read_bytes() for path in files}
    write_month(station, "2025-09", station.now())
    write_settlement(station, station.now())
    assert {path: path.read_bytes() for path in files} == before
    with Reader.open(station.ledger) as ledger:
        known, problems = document_problems(ledger, station.records)
    assert known >= len(files)
    assert problems == ()


def test_the_settlement_is_that_of_the_signed_sheets(station: SetStation) -> None:
    (path,) = write_settlement(station, station.now(), ["xlsx"])
    assert path == station.records / "settlement" / "settlement.xlsx"
    found = texts(path)
    assert "壹拾叁万叁仟捌佰元整" in found
    assert "每月服务费为合同总金额÷5，不足一月按实际天数折算（按服务月实际天数）。" in found


def test_an_open_month_is_a_preview_and_cannot_be_settled(tmp_path: Path) -> None:
    found = SetStation(tmp_path / "var")
    found.set("09:00", "2025-10-10")
    whole_service(found, missed=frozenset({"2025-09-12/afternoon"}))
    sheet, _ = write_sheet(found, "2025-09", found.now(), ["xlsx"])
    assert "试算，未定稿" in texts(sheet)
    with pytest.raises(InputError, match="expected every month finalised and signed by both parties"):
        write_settlement(found, found.now(), ["xlsx"])
    assert not (found.records / "settlement").exists()


def test_the_command_writes_the_papers_of_a_month(station: SetStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HFCHECK_DATA", str(station.root))
    done = CliRunner().invoke(report, ["2025-08", "--format", "xlsx"])
    assert done.exception is None
    files = [Path(line) for line in done.output.splitlines()]
    assert files == [
        station.records / "2025-08" / f"{name}.xlsx" for name in ("scorecard", "deductions", "monthly-report")
    ]
    assert any("应巡检 52 次，完成 52 次" in text for text in texts(files[2]))


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("2025-13", "expected a month such as 2026-11, found '2025-13'"),
        ("2026-01", "expected a month of the service (2025-08 to 2025-09), found '2026-01'"),
    ],
)
def test_a_month_that_is_none_is_refused(
    station: SetStation, monkeypatch: pytest.MonkeyPatch, month: str, message: str
) -> None:
    monkeypatch.setenv("HFCHECK_DATA", str(station.root))
    refusal = CliRunner().invoke(report, [month, "--format", "xlsx"]).exception
    assert isinstance(refusal, HfcheckError)
    assert str(refusal) == message


def test_an_unknown_format_is_refused_and_nothing_written(tmp_path: Path) -> None:
    found = SetStation(tmp_path / "var")
    with pytest.raises(InputError, match="expected formats of html, pdf, xlsx, docx, found odt"):
        write_papers(found, [scorecard_paper(final_sheet(), issue())], "2025-09", ["xlsx", "odt"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_papers_written_elsewhere_leave_the_ledger_alone(tmp_path: Path) -> None:
    found, out = SetStation(tmp_path / "var"), tmp_path / "out"
    files = write_papers(found, [scorecard_paper(final_sheet(), issue())], "2025-09", ["xlsx", "xlsx"], out)
    assert files == [out / "scorecard.xlsx"]
    assert not found.ledger.exists()


def test_inspections_read_the_last_complete_run_and_count_the_others(tmp_path: Path) -> None:
    found = sample.fill(tmp_path)
    span = Span(at("00:00", "2026-11-01"), at("00:00", "2026-12-01"), at("00:00", "2026-12-01"))
    with Reader.open(found.ledger) as ledger:
        told = inspections(ledger, Evidence(found.evidence), span)
        none = inspections(ledger, Evidence(found.evidence), Span(*[at("00:00", "2026-10-01")] * 3))
    assert none == Inspections()
    assert told.finished is not None
    assert told.finished.date().isoformat() == "2026-11-23"
    assert told.runs > told.incomplete
    assert told.kinds["应用服务器"][Verdict.DEVIATES] > 0
    assert any(trend.title.startswith("磁盘空间使用率") for trend in told.trends)


def test_inspections_name_the_devices_whose_configuration_changed(tmp_path: Path) -> None:
    found = sample.fill(tmp_path)
    store = Evidence(found.evidence)
    looks = [("sw-core-01", 20, "sysname a\n"), ("sw-core-01", 21, "sysname b\nvlan 7\n"), ("fw-01", 20, "sysname f\n")]
    with Ledger.open(found.ledger) as ledger:
        for host, day, text in looks:
            body = {"host": host, "run": f"r{day}", "running": store.put(text.encode()), "evidence": store.put(b"log")}
            moment = at("09:00", f"2026-11-{day}")
            event = {"id": f"configuration/{host}/r{day}", "type": "configuration", "at": moment.isoformat()}
            ledger.append([event | body], moment)
    span = Span(at("00:00", "2026-11-01"), at("00:00", "2026-12-01"), at("00:00", "2026-12-01"))
    with Reader.open(found.ledger) as reader:
        told = inspections(reader, store, span)
    assert told.kept == 2
    (changed,) = told.reconfigured
    assert (changed.place.host, changed.changes, changed.added, changed.removed) == ("sw-core-01", 1, 2, 1)
    assert (changed.people, changed.unnamed) == ((), 1)
