"""Statements in bulk: JSONL or a workbook as lines of plain data, each with its place in the file.

Sizes are bounded before anything is read into memory. A line that cannot be read carries its problem; only a file that
cannot be read at all is refused here.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from hfcheck.errors import InputError
from hfcheck.kinds import KINDS
from hfcheck.statements import Envelope, Misfit, shown

FILE_LIMIT = 64 * 1024 * 1024
UNPACKED_LIMIT = 256 * 1024 * 1024
LINE_LIMIT = 64 * 1024
LINES = 200_000
COLUMNS = 100
CELL_LIMIT = 2000
HEADERS = 2  # a sheet begins with the Chinese headings, for people, and the names of the fields, for us
SAID = "says."  # before the name of a field that the envelope has too, such as the `by` of a decision
SHEETS: Mapping[str, str] = {kind.title: name for name, kind in KINDS.items()} | {name: name for name in KINDS}


@dataclass(frozen=True, slots=True)
class Line:
    """One statement as it was given: where, its members, and what could not be read of it."""

    where: str
    body: Mapping[str, object] = field(default_factory=dict)
    misfits: tuple[Misfit, ...] = ()


def read(path: Path) -> Iterator[Line]:
    """The lines of a `.jsonl` or `.xlsx` file in their order; raises InputError for a file that is none of them."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"expected a file named .jsonl or .xlsx, found {path.name!r}")
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise InputError(f"expected a file at {path}, found: {problem.strerror}") from problem
    if size > FILE_LIMIT:
        raise InputError(f"{path.name}: expected at most {FILE_LIMIT // 1024 // 1024} MiB, found {size} bytes")
    for number, line in enumerate(reader(path), 1):
        if number > LINES:
            raise InputError(f"{path.name}: expected at most {LINES} statements, found more")
        yield line


def _jsonl(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(LINE_LIMIT + 1), b""), 1):
            where = f"{path.name}: line {number}"
            if len(raw) > LINE_LIMIT:
                raise InputError(f"{where}: expected at most {LINE_LIMIT} bytes, found more")
            if raw.strip():
                yield _json_line(where, raw)


def _json_line(where: str, raw: bytes) -> Line:
    try:
        body = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        found = f"{problem.msg!r} at character {problem.colno}"
        return Line(where, misfits=(Misfit("line", "one JSON object in UTF-8", found),))
    except (ValueError, RecursionError) as problem:
        return Line(where, misfits=(Misfit("line", "one JSON object in UTF-8", shown(str(problem))),))
    if not isinstance(body, dict):
        return Line(where, misfits=(Misfit("line", "one JSON object in UTF-8", shown(body)),))
    return Line(where, body)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError(f"the member {next(name for name in names if names.count(name) > 1)!r} twice")
    return dict(pairs)


def _no_constant(word: str) -> object:
    raise ValueError(f"{word}, which is not JSON")


def _workbook(path: Path) -> Iterator[Line]:
    _check_archive(path)
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        with closing(book):
            for sheet in book.worksheets:
                yield from _sheet(f"{path.name}: sheet {sheet.title}", sheet)
    except InputError:
        raise
    except Exception as problem:  # a damaged workbook makes openpyxl raise nearly anything
        raise _no_workbook(path, problem) from problem


def _no_workbook(path: Path, problem: object) -> InputError:
    return InputError(f"{path.name}: expected a workbook in .xlsx, found {shown(str(problem))}")


def _check_archive(path: Path) -> None:
    """A workbook is a ZIP archive: look at what it says of its sizes, which zipfile holds it to, before unpacking."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise _no_workbook(path, problem) from problem
    if size > UNPACKED_LIMIT:
        raise InputError(f"{path.name}: expected at most {UNPACKED_LIMIT >> 20} MiB unpacked, found {size} bytes")


def _sheet(where: str, sheet: Any) -> Iterator[Line]:
    type_ = SHEETS.get(sheet.title)
    if type_ is None:
        raise InputError(f"{where}: expected a sheet named for a kind such as 故障 or fault, found {sheet.title!r}")
    names: Sequence[str] = ()
    for number, row in enumerate(sheet.iter_rows(), 1):
        if len(row) > COLUMNS:
            raise InputError(f"{where}: expected at most {COLUMNS} columns, found {len(row)} in row {number}")
        if number == HEADERS:
            names = _names(where, row)
        elif number > HEADERS and any(cell.value is not None for cell in row):
            yield _row(f"{where}: row {number}", type_, names, row)


def _names(where: str, row: Sequence[Any]) -> list[str]:
    names = ["" if cell.value is None else str(cell.value).strip() for cell in row]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError(f"{where}: expected each field once in row {HEADERS}, found {', '.join(twice)} again")
    return names


def _row(where: str, type_: str, names: Sequence[str], row: Sequence[Any]) -> Line:
    values: dict[str, str] = {}
    misfits: list[Misfit] = []
    for column, cell in enumerate(row):
        if cell.value is None or cell.value == "":
            continue
        name = names[column] if column < len(names) else ""
        problem = _cell_problem(cell, name)
        if problem:
            misfits.append(Misfit(f"cell {get_column_letter(column + 1)} {name}".strip(), *problem))
        else:
            values[name] = _text(cell.value)
    envelope = {name: text for name, text in values.items() if name in Envelope.model_fields}
    says = {name.removeprefix(SAID): text for name, text in values.items() if name not in envelope}
    return Line(where, {"type": type_, **envelope, "says": says}, tuple(misfits))


def _cell_problem(cell: Any, name: str) -> tuple[str, str] | None:
    """What was expected of a cell and found in it, or None. A formula's value is whatever its last programme said."""
    if not name:
        return f"the name of a field above it in row {HEADERS}", "none"
    if cell.data_type in {"f", "e"}:
        return "a plain value", f"the {'formula' if cell.data_type == 'f' else 'error'} {shown(str(cell.value))}"
    if isinstance(cell.value, str) and len(cell.value) > CELL_LIMIT:
        return f"at most {CELL_LIMIT} characters", f"{len(cell.value)}"
    return None


def _text(value: object) -> str:
    """A cell as a person would have typed it."""
    match value:
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return str(value)
        case _:
            return str(value)


READERS: Mapping[str, Callable[[Path], Iterator[Line]]] = {".jsonl": _jsonl, ".xlsx": _workbook}
