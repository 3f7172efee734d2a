"""The ledger through a kill at any instant, a full disk and two writers at once: real processes, real files."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from hfcheck.errors import LedgerError
from hfcheck.ledger import Ledger, Reader, SigningKey, create_key, known_keys, verify_ledger
from hfcheck.model import SHANGHAI

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI)
BATCH = 40
KILLS = 40
FORK = multiprocessing.get_context("fork")


def batch(run: str, size: int = BATCH) -> Iterator[dict[str, object]]:
    for number in range(size):
        fixed = {
            "type": "finding",
            "at": NOW.isoformat(),
            "run": run,
            "host": f"app-{number:02d}",
            "check": "disk.used",
        }
        yield {"id": f"run/{run}/{number:03d}", **fixed, "found": "x" * 200}


def written(path: Path) -> Counter[str]:
    """How many findings of each run the ledger holds."""
    with Reader.open(path) as ledger:
        return Counter(str(entry.event["run"]) for entry in ledger.entries(type="finding"))


def assert_intact(path: Path, keys: Path) -> None:
    report = verify_ledger(path, keys=known_keys(keys))
    assert report.problems == ()


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return create_key(tmp_path / "station.pem")


def write_until_killed(path: Path, key: SigningKey, name: str, reports: Connection) -> None:
    """Open, append, seal, and report each batch that the ledger said it holds."""
    reports.send("begins")
    with Ledger.open(path) as ledger:
        for number in range(1_000_000):
            ledger.append(batch(f"{name}.{number:04d}"), NOW)
            reports.send(f"{name}.{number:04d}")
            ledger.seal(key, NOW)


def killed(path: Path, key: SigningKey, name: str, batches: int, seconds: float) -> list[str]:
    """Let a writer report some batches, wait a moment, kill it, and return all it reported."""
    ours, theirs = FORK.Pipe(duplex=False)
    writer = FORK.Process(target=write_until_killed, args=(path, key, name, theirs))
    writer.start()
    theirs.close()
    reported = [str(ours.recv()) for _ in range(batches + 1)]
    time.sleep(seconds)
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    with contextlib.suppress(EOFError):
        while True:
            reported.append(str(ours.recv()))
    return reported[1:]


def test_a_kill_at_any_instant_loses_and_doubles_nothing(tmp_path: Path, key: SigningKey) -> None:
    path, chance = tmp_path / "ledger.db", random.Random(7)
    reported: list[str] = []
    unreported = 0
    for number in range(KILLS):
        reported += killed(path, key, f"k{number:02d}", chance.randrange(4), chance.uniform(0, 0.03))
        if not path.exists():
            continue  # killed before the ledger had its name: there is none, and nothing was reported
        held = written(path)
        assert set(held.values()) <= {BATCH}
        assert set(reported) <= set(held)
        assert len(held) - len(reported) - unreported in (0, 1)
        unreported = len(held) - len(reported)
        assert_intact(path, tmp_path)
    assert len(reported) > KILLS
    with Ledger.open(path) as ledger:
        before = ledger.head().seq
        assert ledger.append(batch("after"), NOW).head.seq == before + BATCH
        again = ledger.append((event for run in reported for event in batch(run)), NOW)
    assert (again.new, again.repeated) == (0, BATCH * len(reported))
    assert_intact(path, tmp_path)


def write_together(path: Path, name: str, start: float) -> None:
    time.sleep(max(0.0, start - time.monotonic()))
    with Ledger.open(path) as ledger:
        for number in range(20):
            ledger.append([*batch(f"{name}.{number}"), *batch(f"both.{number}")], NOW)


def in_two_processes(work: Callable[[Path, str, float], None], path: Path) -> None:
    start = time.monotonic() + 0.05
    writers = [FORK.Process(target=work, args=(path, name, start)) for name in ("one", "other")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]


@pytest.mark.parametrize("attempt", range(4))
def test_two_writers_at_once_make_and_fill_one_ledger(tmp_path: Path, attempt: int) -> None:
    path = tmp_path / "ledger.db"
    in_two_processes(write_together, path)
    expected = {f"{name}.{number}": BATCH for name in ("one", "other", "both") for number in range(20)}
    assert written(path) == expected
    assert_intact(path, tmp_path)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".new-")] == []


def fill_up(path: Path, limit: int, reports: Connection) -> None:
    """Append until the files may not grow any more; report the batches held and what was said about the last."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with Ledger.open(path) as ledger:
        for number in range(1000):
            try:
                ledger.append(batch(f"r{number}"), NOW)
            except LedgerError as error:
                reports.send((number, str(error), ledger.head().seq))
                return
    reports.send((1000, "never full", 0))


@pytest.mark.parametrize("limit", [200_000, 300_001, 500_002, 1_000_003])
def test_a_file_that_cannot_grow_is_an_error_and_the_next_append_goes_on(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "ledger.db"
    ours, theirs = FORK.Pipe(duplex=False)
    writer = FORK.Process(target=fill_up, args=(path, limit, theirs))
    writer.start()
    held, said, seq = ours.recv()
    writer.join()
    assert said.startswith(f"could not write {path}: ")
    assert 0 < held < 1000
    assert seq == held * BATCH
    assert written(path) == {f"r{number}": BATCH for number in range(held)}
    assert_intact(path, tmp_path)
    with Ledger.open(path) as ledger:
        assert ledger.append(batch(f"r{held}"), NOW).head.seq == (held + 1) * BATCH
    assert_intact(path, tmp_path)


FULL_DISK = """
import json, subprocess, sys
from datetime import datetime
from pathlib import Path
from hfcheck.errors import LedgerError
from hfcheck.ledger import Evidence, Ledger, create_key, known_keys, verify_ledger
from hfcheck.model import SHANGHAI

disk, now = Path(sys.argv[1]), datetime(2026, 3, 2, tzinfo=SHANGHAI)
if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]).returncode:
    sys.exit(77)
path, ballast, keys = disk / "ledger.db", disk / "ballast", disk / "keys"
keys.mkdir()
key = create_key(keys / "station.pem")
ballast.write_bytes(bytes(300_000))
said = {}

def event(number):
    return {"id": f"e/{number}", "type": "finding", "at": now.isoformat(), "found": "x" * 200}

held = 0
with Ledger.open(path) as ledger:
    for number in range(10_000):
        try:
            held = ledger.append([event(number)], now).head.seq
        except LedgerError as error:
            said["append"] = str(error)
            break
    left = disk / "left"
    try:
        with left.open("wb", buffering=0) as stream:
            while stream.write(bytes(512)):
                pass
    except OSError:
        pass
    try:
        Evidence(disk).put(bytes(range(256)) * 1000)
    except LedgerError as error:
        said["evidence"] = str(error)
    try:
        ledger.seal(key, now)
    except LedgerError as error:
        said["seal"] = str(error)
    said["problems"] = [str(item) for item in verify_ledger(path, keys=known_keys(keys)).problems]
    said["held"], said["head"] = held, ledger.head().seq
said["halves"] = [str(file) for file in disk.rglob(".new-*")]
ballast.unlink()
left.unlink()
with Ledger.open(path) as ledger:
    said["sealed"] = ledger.seal(key, now).seq
    said["next"] = ledger.append([event(held - 1), event(held)], now).new
said["after"] = [str(item) for item in verify_ledger(path, keys=known_keys(keys)).problems]
print(json.dumps(said))
"""


def test_a_full_disk_is_an_error_and_the_next_append_goes_on(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    command = ["unshare", "--map-root-user", "--mount", sys.executable, "-c", FULL_DISK, str(tmp_path / "disk")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"no file system of one's own may be mounted here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["append"].endswith("database or disk is full")
    assert "No space left on device" in said["evidence"]
    assert said["seal"].endswith(("database or disk is full", "No space left on device"))
    assert said["held"] == said["head"] > 20
    assert said["problems"] == said["after"] == said["halves"] == []
    assert (said["sealed"], said["next"]) == (said["held"], 1)


def read_as_nobody(path: Path, reports: Connection) -> None:
    if os.geteuid() == 0:
        os.setuid(65534)
    with Reader.open(path) as ledger:
        reports.send((ledger.head().seq, verify_ledger(path, keys={}).problems))


def test_a_copy_that_the_reader_may_not_write_beside_is_read(key: SigningKey) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "ledger.db")
        with Ledger.open(path) as ledger:
            ledger.append(batch("r1"), NOW)
        path.chmod(0o444)
        Path(directory).chmod(0o555)
        ours, theirs = FORK.Pipe(duplex=False)
        auditor = FORK.Process(target=read_as_nobody, args=(path, theirs))
        auditor.start()
        theirs.close()
        assert ours.recv() == (BATCH, ())
        auditor.join()
        assert [file.name for file in Path(directory).iterdir()] == ["ledger.db"]
        Path(directory).chmod(0o755)
