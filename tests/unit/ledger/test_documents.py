from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from hfcheck.errors import RenderError
from hfcheck.ledger import Ledger
from hfcheck.ledger.documents import document_events, document_problems, write_documents
from hfcheck.model import SHANGHAI

NOW = datetime(2025, 10, 8, 9, tzinfo=SHANGHAI)
NAME = "2025-09/scorecard.pdf"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db")


def give(ledger: Ledger, records: Path, data: bytes) -> int:
    events = document_events(ledger, {NAME: data}, "scorecard/2025-09/1", NOW)
    ledger.append(events, received=NOW)
    write_documents({records / NAME: data})
    return len(events)


def test_a_document_as_it_was_given_out_is_no_problem_and_is_told_once(ledger: Ledger, tmp_path: Path) -> None:
    assert (give(ledger, tmp_path, b"paper"), give(ledger, tmp_path, b"paper")) == (1, 0)
    assert document_problems(ledger, tmp_path) == (1, ())


def test_made_anew_the_newest_counts_also_when_it_is_an_old_one_again(ledger: Ledger, tmp_path: Path) -> None:
    assert [give(ledger, tmp_path, data) for data in (b"unsigned", b"signed", b"unsigned")] == [1, 1, 1]
    assert document_problems(ledger, tmp_path) == (1, ())
    write_documents({tmp_path / NAME: b"signed"})
    assert len(document_problems(ledger, tmp_path)[1]) == 1


@pytest.mark.parametrize("bit", range(8))
def test_one_changed_bit_is_named_with_its_entry(ledger: Ledger, tmp_path: Path, bit: int) -> None:
    give(ledger, tmp_path, b"paper")
    (tmp_path / NAME).write_bytes(bytes([b"p"[0] ^ 1 << bit]) + b"aper")
    (problem,) = document_problems(ledger, tmp_path)[1]
    where = f"entry 1 (document/{NAME}/1): expected the document {tmp_path / NAME} as it was given out"
    assert str(problem) == f"{where}, found another content"


def test_a_lost_document_is_named(ledger: Ledger, tmp_path: Path) -> None:
    give(ledger, tmp_path, b"paper")
    (tmp_path / NAME).unlink()
    assert document_problems(ledger, tmp_path)[1][0].found == "No such file or directory"


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2025-09").write_text("a file")
    with pytest.raises(RenderError, match=r"expected a directory for documents at .*2025-09, found: "):
        write_documents({tmp_path / NAME: b"paper"})
