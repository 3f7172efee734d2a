"""The consistency report says of each table what is known: as it was, another, or not compared."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hfcheck.cli.consistency import consistency
from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.report.consistency_paper import Comparison, consistency_paper

MADE = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)
TABLES = {"public.accounts": [501, "123"], "loan.parts": [50, "9"]}
FILE = {"file": "postgresql.000.dump", "bytes": 20472, "sha256": "ab" * 32, "tables": TABLES}
WHOLE = {
    "ok": True,
    "host": "db01",
    "taken_at": 1795478400.5,
    "different": 0,
    "differences": [],
    "databases": {"postgresql/fund": FILE},
}


def wrong(*differences: dict[str, str], different: int | None = None) -> dict[str, Any]:
    number = len(differences) if different is None else different
    return WHOLE | {"ok": False, "different": number, "differences": list(differences)}


def difference(kind: str, table: str, expected: str = "1", found: str = "2") -> dict[str, str]:
    return {"database": "postgresql/fund", "table": table, "kind": kind, "expected": expected, "found": found}


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    paper = consistency_paper(Comparison.of(found), "中心", MADE)
    (grid,) = [grid for grid in paper.grids() if grid.name == "tables_postgresql/fund"]
    return {row[0].text: row[3].text for row in grid.rows if row[0] and row[3]}


def conclusion(found: dict[str, Any]) -> str:
    paper = consistency_paper(Comparison.of(found), "中心", MADE)
    return next(fact.value for fact in paper.facts if fact.label == "结论")


def test_an_export_that_is_whole() -> None:
    assert verdicts(WHOLE) == {"public.accounts": "一致", "loan.parts": "一致"}
    assert conclusion(WHOLE) == "全部一致"


def test_a_table_that_differs_is_named_and_the_others_are_proved() -> None:
    found = wrong(difference("content", "public.accounts"))
    assert verdicts(found) == {"public.accounts": "内容不符", "loan.parts": "一致"}
    assert conclusion(found) == "1 处不一致，不能移交"


@pytest.mark.parametrize(("kind", "table"), [("restore", ""), ("file", "postgresql.000.dump")])
def test_what_was_never_compared_is_not_called_the_same(kind: str, table: str) -> None:
    assert set(verdicts(wrong(difference(kind, table))).values()) == {"未核对"}


def test_tables_behind_a_list_that_was_cut_off_are_not_proved() -> None:
    found = wrong(difference("content", "public.accounts"), different=30)
    assert verdicts(found) == {"public.accounts": "内容不符", "loan.parts": "未核对"}


@pytest.mark.parametrize(
    "change",
    [
        {"host": "../../etc"},
        {"taken_at": 1e30},
        {"databases": [1]},
        {"different": 1},
        {"ok": False},
        {"databases": {"postgresql/fund": FILE | {"tables": {"t": [1, "x"]}}}},
        {"differences": [{"kind": "rows"}]},
    ],
)
def test_what_is_no_comparison_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"expected .*, found"):
        Comparison.of(WHOLE | change)


@pytest.mark.parametrize(("found", "status"), [(WHOLE, 0), (wrong(difference("rows", "loan.parts", "50", "49")), 1)])
def test_the_command_writes_the_report_and_ends_with_its_verdict(
    tmp_path: Path, found: dict[str, Any], status: int
) -> None:
    given = tmp_path / "consistency.json"
    given.write_text(json.dumps(found), encoding="utf-8")
    done = CliRunner().invoke(consistency, [str(given), "--output", str(tmp_path / "out")])
    assert done.exit_code == status, done.output
    assert {Path(line).suffix for line in done.stdout.splitlines()} == {".html", ".pdf", ".xlsx", ".docx"}


def test_the_command_refuses_what_is_no_json(tmp_path: Path) -> None:
    given = tmp_path / "consistency.json"
    given.write_text("[" * 100_000, encoding="utf-8")
    done = CliRunner().invoke(consistency, [str(given), "--output", str(tmp_path / "out")])
    assert isinstance(done.exception, InputError)
    assert "expected JSON" in str(done.exception)
