"""What the ledger costs: events appended for a second of CPU, seconds to verify a million entries."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from hfcheck.ledger import Ledger, verify_ledger
from hfcheck.model import SHANGHAI

HOSTS, CHECKS = 1000, 60
RUN = HOSTS * CHECKS
INSTANT = datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI)


def findings(run: int) -> Iterator[dict[str, object]]:
    """The findings of one run over a thousand hosts, about 350 bytes each in the ledger."""
    name = f"20260302T083000-{run:04d}"
    for host in (f"app-{number:04d}.centre" for number in range(HOSTS)):
        evidence = sha256(f"{name} {host}".encode()).hexdigest()
        for check in (f"ssh_server.check_{number:02d}" for number in range(CHECKS)):
            yield {
                "id": f"run/{name}/{host}/{check}",
                "type": "finding",
                "at": "2026-03-02T08:30:00+08:00",
                "run": name,
                "host": host,
                "check": check,
                "verdict": "deviates",
                "expected": "no",
                "found": "yes",
                "offending": "yes",
                "reason": None,
                "evidence": evidence,
            }


def append_rate(runs: int = 3) -> float:
    """Events appended for a second of CPU, over as many runs of 60,000 findings, a transaction each."""
    with tempfile.TemporaryDirectory() as directory, Ledger.open(Path(directory, "ledger.db")) as ledger:
        return runs * RUN / sum(_append(ledger, run) for run in range(runs))


def verify_seconds(entries: int = 1_000_000, attempts: int = 3) -> float:
    """Wall seconds to verify a ledger of a million entries, the best of some attempts; fewer entries are scaled up."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "ledger.db")
        with Ledger.open(path) as ledger:
            for run in range(-(-entries // RUN)):
                _append(ledger, run)
            written = ledger.head().seq
        seconds = min(_verify(path, written) for _ in range(attempts))
    return seconds * 1_000_000 / written


def _verify(path: Path, written: int) -> float:
    started = time.perf_counter()
    report = verify_ledger(path, keys={})
    seconds = time.perf_counter() - started
    if not report.intact or report.head.seq != written:
        raise RuntimeError(f"expected {written} entries that fit, found {report}")
    return seconds


def _append(ledger: Ledger, run: int) -> float:
    events = list(findings(run))
    started = time.process_time()
    ledger.append(events, INSTANT)
    return time.process_time() - started
