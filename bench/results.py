"""From a run's spool to the ledger, beside ARA on as many results; then the ledger alone."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.ledger import append_rate, verify_seconds
from bench.line import Line
from bench.peer_ara import Recording
from bench.synthetic import Model, inspect_model, write_run
from hfcheck.ingest import ingest
from hfcheck.ledger import Reader
from hfcheck.station import Station

HOSTS, ROUNDS = 200, 3
EVENTS_A_SECOND, ARA_TIMES, VERIFY_SECONDS = 15_000, 200, 5
# Beside the findings: the run's plan, its end, and the station's signature under the head.
AROUND = 3


def ingest_rate(model: Model, home: Path, hosts: int = HOSTS) -> float:
    """Findings a second of CPU from the spool into the ledger: parsed, judged, chained, written and sealed."""
    station = Station(home)
    spool = write_run(station, model, "bench", hosts)
    started = time.process_time()
    result = ingest(station, spool)
    seconds = time.process_time() - started
    findings = hosts * model.checks
    with Reader.open(station.ledger) as ledger:
        written = ledger.head().seq
    if not result.complete or written != findings + AROUND:
        raise RuntimeError(f"expected {findings + AROUND} entries, found {written}: {result.problems}")
    return findings / seconds


def ledger_lines() -> Iterator[Line]:
    """The goals of the ledger; ours and ARA in turn, and the median of the pairs' ratios."""
    yield from run_lines()
    appended = append_rate()
    yield Line("ledger_append_rate", appended, "events/s of CPU", f">= {EVENTS_A_SECOND}", appended >= EVENTS_A_SECOND)
    seconds = verify_seconds()
    yield Line("ledger_verify_1000000_entries", seconds, "s", f"< {VERIFY_SECONDS} s", seconds < VERIFY_SECONDS)


def run_lines(hosts: int = HOSTS, rounds: int = ROUNDS) -> Iterator[Line]:
    """How fast the results of a run are recorded by us and by ARA."""
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "ara").mkdir()
        model, ara = inspect_model(home), Recording.prepare(home / "ara")
        pairs = [
            (ingest_rate(model, home / f"station{number}", hosts), 1 / ara.seconds_a_result())
            for number in range(rounds)
        ]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    unit = "events/s of CPU"
    yield Line("run_to_ledger_rate", mine, unit, f">= {EVENTS_A_SECOND}", mine >= EVENTS_A_SECOND)
    met = ratio >= ARA_TIMES
    yield Line("run_to_ledger_beside_ara", mine, unit, f">= {ARA_TIMES}x", met, "ARA", theirs, ratio)
