"""Files of statements: what is read of them, and what is refused before it can do harm."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hfcheck import intake
from hfcheck.errors import InputError
from hfcheck.facts_workbook import columns, write_form
from hfcheck.intake import Line, read
from hfcheck.kinds import KINDS, Decision, Fault
from hfcheck.statements import parse

ROW = ["ups-1", "2025-09-03 09:00", "王工", "UPS 报警", "机房设备", "ups-1"]
NAMES = ["subject", "at", "by", "name", "area", "device", "alarm_at", "ageing", "severity"]
Write = Callable[..., Path]


@pytest.fixture
def jsonl(tmp_path: Path) -> Write:
    def write(*lines: object) -> Path:
        path = tmp_path / "facts.jsonl"
        texts = (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines)
        path.write_bytes(b"\n".join(texts))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Write:
    def write(*rows: Sequence[object], names: Sequence[object] = NAMES, title: str = "故障") -> Path:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = title
        for row in ([f"标题 {name}" for name in names], names, *rows):
            sheet.append(list(row))
        path = tmp_path / "facts.xlsx"
        book.save(path)
        return path

    return write


def only(path: Path) -> Line:
    (line,) = read(path)
    return line


def problems(path: Path) -> list[str]:
    return [f"{line.where}: {misfit}" for line in read(path) for misfit in line.misfits]


def refused(path: Path) -> str:
    with pytest.raises(InputError) as refused_:
        list(read(path))
    return str(refused_.value)


def test_lines_of_json_with_blank_ones_between(jsonl: Write) -> None:
    path = jsonl(b"\xef\xbb\xbf" + b'{"type": "fault"}', b"", b"  ", {"type": "outage"}, b"")
    assert list(read(path)) == [
        Line("facts.jsonl: line 1", {"type": "fault"}),
        Line("facts.jsonl: line 4", {"type": "outage"}),
    ]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"{", "Expecting property name"),
        (b"[1]", "[1]"),
        (b'"x"', "'x'"),
        (b'{"a": NaN}', "NaN, which is not JSON"),
        (b'{"a": 1, "a": 2}', "the member 'a' twice"),
        (b'{"says": {"a": 1, "a": 2}}', "the member 'a' twice"),
        (b"\xff\xfe{}", "can't decode byte 0xff"),
        (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "maximum recursion depth"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Exceeds the limit (4300 digits)"),
    ],
    ids=lambda found: str(found)[:20],
)
def test_a_line_that_is_no_object_is_named(raw: bytes, found: str, jsonl: Write, monkeypatch: Any) -> None:
    monkeypatch.setattr(intake, "LINE_LIMIT", 1_000_000)
    (said,) = problems(jsonl({"type": "fault"}, raw))
    assert said.startswith("facts.jsonl: line 2: line: expected one JSON object in UTF-8, found ")
    assert found in said
    assert len(said) < 200


def test_sizes_are_bounded(jsonl: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(jsonl({"type": "x" * 65_536})) == "facts.jsonl: line 1: expected at most 65536 bytes, found more"
    monkeypatch.setattr(intake, "LINES", 2)
    assert refused(jsonl({}, {}, {})) == "facts.jsonl: expected at most 2 statements, found more"
    monkeypatch.setattr(intake, "FILE_LIMIT", 2**20)
    assert refused(jsonl(b" " * (2**20 + 1))) == "facts.jsonl: expected at most 1 MiB, found 1048577 bytes"


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "facts.csv") == "expected a file named .jsonl or .xlsx, found 'facts.csv'"
    assert refused(tmp_path / "facts.jsonl") == (
        f"expected a file at {tmp_path / 'facts.jsonl'}, found: No such file or directory"
    )
    broken = tmp_path / "facts.xlsx"
    broken.write_bytes(b"no archive")
    assert refused(broken) == "facts.xlsx: expected a workbook in .xlsx, found 'File is not a zip file'"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    assert refused(broken).startswith("facts.xlsx: expected a workbook in .xlsx, found ")


def test_a_row_is_the_same_statement_as_a_line(workbook: Write) -> None:
    cells = [*ROW, datetime(2025, 9, 3, 8, 12), True, None]  # noqa: DTZ001 - as a workbook keeps it
    line = only(workbook(cells, [None] * 9))
    assert (line.where, line.misfits) == ("facts.xlsx: sheet 故障: row 3", ())
    draft = parse(line.body)
    assert draft.kind is Fault
    assert draft.envelope == {"subject": "ups-1", "at": "2025-09-03T09:00:00+08:00", "by": "王工"}
    says = {"name": "UPS 报警", "area": "room", "device": "ups-1", "alarm_at": "2025-09-03T08:12:00+08:00"}
    assert draft.says == says | {"ageing": True}


def test_numbers_in_cells_are_what_a_person_typed(workbook: Write) -> None:
    line = only(workbook([903, None, "王工", 7.0, "机房设备", 1.5]))
    assert (line.body["subject"], line.body["says"]) == ("903", {"name": "7", "area": "机房设备", "device": "1.5"})


def test_cells_that_cannot_be_taken_are_named(workbook: Write) -> None:
    formula = [*ROW[:3], '=HYPERLINK("http://x")', *ROW[4:]]
    found = problems(workbook(formula, [*ROW, None, None, None, "beyond"], [*ROW[:3], "x" * 2001, *ROW[4:]]))
    assert found == [
        "facts.xlsx: sheet 故障: row 3: cell D name: expected a plain value, found the formula "
        "'=HYPERLINK(\"http://x\")'",
        "facts.xlsx: sheet 故障: row 4: cell J: expected the name of a field above it in row 2, found none",
        "facts.xlsx: sheet 故障: row 5: cell D name: expected at most 2000 characters, found 2001",
    ]


def test_sheets_that_cannot_be_taken_are_refused(workbook: Write) -> None:
    assert refused(workbook(title="Sheet1")) == (
        "facts.xlsx: sheet Sheet1: expected a sheet named for a kind such as 故障 or fault, found 'Sheet1'"
    )
    assert refused(workbook(names=["subject", "name", "name"])) == (
        "facts.xlsx: sheet 故障: expected each field once in row 2, found name again"
    )
    assert refused(workbook([None] * 100 + ["x"])) == (
        "facts.xlsx: sheet 故障: expected at most 100 columns, found 101 in row 1"
    )


def replaced(path: Path, member: str, data: bytes) -> Path:
    """The same workbook with another content of one member."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | {member: data}).items():
            archive.writestr(name, content)
    return path


def test_a_bomb_is_not_unpacked(workbook: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = replaced(workbook(ROW), "xl/media/bomb.bin", bytes(2**21))
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(intake, "UNPACKED_LIMIT", 2**21)
    assert refused(path).startswith("facts.xlsx: expected at most 2 MiB unpacked, found 2")


def test_entities_that_grow_are_not_expanded(workbook: Write) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e0 "haha">{entities}]>'
    sheet = f'{laughs}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += '<row r="3"><c r="A3" t="inlineStr"><is><t>&e11;</t></is></c></row></sheetData></worksheet>'
    path = replaced(workbook(ROW), "xl/worksheets/sheet1.xml", sheet.encode())
    assert refused(path).startswith("facts.xlsx: expected a workbook in .xlsx, found ")


def test_the_empty_form_has_a_sheet_a_kind_and_reads_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form(path)
    assert list(read(path)) == []
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [kind.title for kind in KINDS.values()]
    sheet = book["故障"]
    assert [sheet.cell(1, n).value for n in (1, 4, 5)] == ["编号*", "故障*", "范围*"]
    assert [cell.value for cell in sheet[2]] == [name for name, _ in columns(Fault)]
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["E3:E1002"] == '"机房设备,会议系统,办公与县市区,业务系统,云托管平台"'
    assert '"是,否"' in lists.values()
    assert "says.by" in [name for name, _ in columns(Decision)]
    with pytest.raises(InputError, match=r"expected no file at .*form\.xlsx yet, found one"):
        write_form(path)
    with pytest.raises(InputError, match="found: No such file or directory"):
        write_form(tmp_path / "none" / "form.xlsx")


def test_a_filled_form_is_read_with_its_chinese_words(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form(path)
    book = openpyxl.load_workbook(path)
    values = {"subject": "d1", "by": "王工", "of": "9/fault/f1", "points": 5, "reason": "超时", "says.by": "李科长"}
    for column, (name, _) in enumerate(columns(Decision), 1):
        book["认定"].cell(3, column, values.get(name))
    book.save(path)
    draft = parse(only(path).body)
    assert (draft.record, draft.envelope["by"]) == ("decision/d1", "王工")
    assert draft.says == {"of": "9/fault/f1", "points": 5, "reason": "超时", "by": "李科长"}


def test_the_form_is_the_same_bytes_when_made_twice(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_form(tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
