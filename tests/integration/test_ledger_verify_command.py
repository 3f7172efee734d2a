"""`hfcheck verify` as a person types it: its words, its statuses, its progress bar."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from hfcheck.ledger import Evidence, Head, Ledger, ensure_key, printed, qr_text
from hfcheck.model import SHANGHAI
from hfcheck.report import give_out
from hfcheck.station import Station

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI)
COMMAND = [sys.executable, "-c", "from hfcheck.cli import main; main()", "verify"]


@pytest.fixture
def station(tmp_path: Path) -> Station:
    station = Station(tmp_path)
    evidence = Evidence(station.evidence).put(b"output")
    event = {"type": "finding", "at": NOW.isoformat(), "evidence": evidence}
    with Ledger.open(station.ledger) as ledger:
        ledger.append([{"id": f"run/r1/{number}", **event} for number in range(30)], NOW)
        ledger.seal(ensure_key(station.keys / "station.pem"), NOW)
    return station


def verify(station: Station, *arguments: str) -> tuple[int, str, str]:
    environment = {**os.environ, "HFCHECK_DATA": str(station.root)}
    done = subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def head(station: Station) -> Head:
    with Ledger.open(station.ledger) as ledger:
        return ledger.head()


def test_a_whole_ledger_ends_0(station: Station) -> None:
    last = head(station)
    code, said, problems = verify(station, "--head", printed(last).lower(), "--head", qr_text(last))
    assert (code, problems) == (0, "")
    assert said.splitlines() == [
        f"intact: 31 entries, head {printed(last)}",
        "compared: 1 signatures, 2 known heads, 1 pieces of evidence, 0 documents",
    ]


def test_without_a_known_head_it_says_what_it_could_not_see(station: Station) -> None:
    code, said, _ = verify(station)
    assert code == 0
    assert "note: no head was known from elsewhere" in said


def test_a_broken_ledger_ends_1_and_names_the_first_bad_entry(station: Station) -> None:
    with closing(sqlite3.connect(station.ledger)) as raw, raw:
        raw.execute("DROP TRIGGER entry_stays")
        raw.execute("UPDATE entry SET received = 'earlier' WHERE seq IN (9, 12)")
    code, said, _ = verify(station)
    lines = said.splitlines()
    assert code == 1
    assert lines[0] == "BROKEN: 2 problems, 8 entries fit"
    assert lines[1].startswith("  entry 9 (run/r1/8): expected the hash of its content after entry 8")
    assert "entry_stays" in lines[2]


def test_lost_evidence_ends_1_when_it_is_looked_at(station: Station) -> None:
    next(station.evidence.rglob("*.gz")).unlink()
    assert verify(station, "--chain-only")[0] == 0
    code, said, _ = verify(station)
    assert code == 1
    assert "entry 1 (run/r1/0): expected evidence at " in said


def test_a_changed_document_ends_1_and_is_named(station: Station) -> None:
    paper = station.records / "2025-09" / "scorecard.pdf"
    give_out(station, {paper: b"%PDF"}, of="scorecard/2025-09/1")
    assert "1 documents" in verify(station)[1]
    paper.write_bytes(b"%PDG")
    assert verify(station, "--chain-only")[0] == 0
    code, said, _ = verify(station)
    assert code == 1
    assert f"(document/2025-09/scorecard.pdf/1): expected the document {paper} as it was given out" in said


def test_a_head_that_the_ledger_does_not_reach_ends_1(station: Station) -> None:
    code, said, _ = verify(station, "--head", printed(Head(40, bytes(32))))
    assert code == 1
    assert "found a ledger that was cut off after entry 31" in said


def test_many_problems_are_counted(station: Station) -> None:
    heads = [printed(Head(seq, bytes(32))) for seq in range(1, 26)]
    code, said, _ = verify(station, *(word for text in heads for word in ("--head", text)))
    assert code == 1
    assert said.splitlines()[0] == "BROKEN: 25 problems, 31 entries fit"
    assert "  and 5 more" in said


@pytest.mark.parametrize("damage", ["none", "rubbish", "mistyped"])
def test_what_cannot_be_read_ends_3(station: Station, damage: str) -> None:
    arguments = ["--head", "31-0000-0000-0000-0000-0001"] if damage == "mistyped" else []
    if damage == "none":
        station.ledger.unlink()
    if damage == "rubbish":
        station.ledger.write_bytes(b"rubbish" * 1000)
    code, said, problems = verify(station, *arguments)
    assert (code, said) == (3, "")
    assert "expected" in problems or "not a database" in problems
    assert "Traceback" not in problems


def test_a_terminal_gets_a_progress_bar(station: Station) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "HFCHECK_DATA": str(station.root), "TERM": "xterm"}
    done = subprocess.run(COMMAND, env=environment, stderr=theirs, stdout=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "verifying" in shown
    assert "31/31" in shown
    assert "verifying" not in done.stdout
