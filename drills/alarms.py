"""A burst of alarms: a thousand and their ends, repeated and out of order, with the receiver killed in the middle.

What was not answered with 200 is sent again, as Alertmanager does; nothing else is. Each alarm has to be in the ledger
once, with the first time and the end that it had.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx

from bench.line import Line
from hfcheck.alarms import Alarm, fold
from hfcheck.errors import CollectError
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT, Station

ALARMS, REPEATED, AT_ONCE, PATIENCE = 1000, 500, 16, 60.0
BEGIN = datetime(2026, 1, 5, 0, 15, 30, 250000, tzinfo=UTC)
LASTS = timedelta(minutes=9)
TOKEN = "t" * 40


def lines(directory: Path) -> Iterator[Line]:
    """The figures of one burst; it needs no picture."""
    letters = burst(Random(6))  # noqa: S311  a burst that is always the same
    with tempfile.TemporaryDirectory(prefix="alarms-", dir=directory) as place:
        root = Path(place)
        _token(root / "tokens")
        started = time.monotonic()
        with receiver(root) as first:
            left = asyncio.run(send(first, letters, kill_after=len(letters) // 2))
        with receiver(root) as second:
            kept = asyncio.run(send(second, left))
            took = time.monotonic() - started
            forged = _forged(second.address)
        found = _booked(root)
    yield Line("alarms.sent_again", len(left), "letters", "", None)
    yield _none("alarms.not_taken", len(kept), "letters")
    yield from figures(found)
    yield _none("alarms.forged_taken", forged, "letters")
    yield Line("alarms.burst", took, "s", "", None)


def first_of(number: int) -> datetime:
    """When an alarm of the burst began: many begin together."""
    return BEGIN + timedelta(minutes=number % 60, milliseconds=number % 7)


def burst(luck: Random) -> list[bytes]:
    """The letters: each alarm and its end, many of them more than once, in any order."""
    letters = [_letter(number, ended) for number in range(ALARMS) for ended in (False, True)]
    letters += luck.sample(letters, REPEATED)
    luck.shuffle(letters)
    return letters


def _letter(number: int, ended: bool) -> bytes:
    labels = {"alertname": "line.carries", "check": "line.carries", "host": f"host{number:04}", "severity": "high"}
    first = first_of(number)
    alert = {
        "status": "resolved" if ended else "firing",
        "labels": labels,
        "annotations": {"summary": "线路连通"},
        "startsAt": first.isoformat(),
        "endsAt": (first + LASTS).isoformat() if ended else "0001-01-01T00:00:00Z",
    }
    return json.dumps({"version": "4", "status": "firing", "alerts": [alert]}).encode()


@dataclass
class Receiver:
    """A receiver at work, and how many letters it has answered with 200."""

    process: subprocess.Popen[str]
    address: str
    taken: int = field(default=0)


def _token(directory: Path) -> None:
    directory.mkdir()
    (directory / "alertmanager").write_text(TOKEN)
    (directory / "alertmanager").chmod(0o600)


@contextmanager
def receiver(root: Path) -> Iterator[Receiver]:
    """`hfcheck receive` on a free port of the loopback; it is told to end with the block."""
    command = [sys.executable, "-m", "hfcheck", "receive", "--listen", "127.0.0.1:0", "--tokens", str(root / "tokens")]
    environment = os.environ | {"HFCHECK_DATA": str(root / "var")}
    with (root / "log").open("w+") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=log, text=True)
        try:
            yield Receiver(process, _listening(process, root / "log"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _listening(process: subprocess.Popen[str], log: Path) -> str:
    limit = time.monotonic() + PATIENCE
    while not (found := re.search(r"listening on (\S+)", log.read_text())):
        if process.poll() is not None or time.monotonic() > limit:
            raise CollectError(f"expected a receiver that listens, found: {log.read_text()[-300:]}")
        time.sleep(0.05)
    return found[1]


async def send(to: Receiver, letters: Sequence[bytes], kill_after: int | None = None) -> list[bytes]:
    """Post all, some at once, and return those that were not answered with 200; the receiver is killed on the way."""
    left: list[bytes] = []
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:

        async def one(letter: bytes) -> None:
            async with gate:
                if await _taken(client, to.address, letter):
                    to.taken += 1
                else:
                    left.append(letter)
                if to.taken == kill_after:
                    to.process.kill()

        await asyncio.gather(*map(one, letters))
    return left


async def _taken(client: httpx.AsyncClient, address: str, letter: bytes) -> bool:
    signed = {"Authorization": f"Bearer {TOKEN}"}
    try:
        return (await client.post(f"{address}/alertmanager", content=letter, headers=signed)).status_code == 200
    except httpx.HTTPError:
        return False


def _forged(address: str) -> int:
    """How many letters are taken that nobody signed, or somebody else did."""
    calls = [{}, {"Authorization": "Bearer " + "f" * 40}]
    letter = _letter(ALARMS, ended=False)
    answers = [httpx.post(f"{address}/alertmanager", content=letter, headers=one, trust_env=False) for one in calls]
    return sum(answer.status_code != 401 for answer in answers)


def _booked(root: Path) -> tuple[Alarm, ...]:
    with Reader.open(Station(root / "var").ledger) as ledger:
        return fold(entry.event for entry in ledger.entries(type="alarm"))


def figures(found: Sequence[Alarm]) -> Iterator[Line]:
    """What the ledger has, against what was sent."""
    seen = Counter(one.host for one in found)
    sent = {f"host{number:04}": first_of(number) for number in range(ALARMS)}
    yield _none("alarms.lost", len(sent.keys() - seen.keys()), "alarms")
    yield _none("alarms.more_than_once", sum(count - 1 for count in seen.values()), "alarms")
    yield _none("alarms.first_time_wrong", sum(one.first != sent.get(one.host) for one in found), "alarms")
    ended = sum(one.resolved != one.first + LASTS for one in found)
    yield _none("alarms.end_wrong", ended, "alarms")


def _none(name: str, value: int, unit: str) -> Line:
    return Line(name, value, unit, "0", value == 0)
