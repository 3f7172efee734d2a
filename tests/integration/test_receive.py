from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hfcheck.alarms import Alarm, fold
from hfcheck.ledger import Ledger, Reader, known_keys, verify_ledger
from hfcheck.station import Station
from tests.integration.round_station import add_run, at
from tests.unit.receiving.test_letters import SWITCH
from tests.unit.test_alarms import T0, alert, posted

TOKEN = "t" * 40
BURST = 1000
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Receiver:
    """A receiver in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    log: list[str]

    def post(self, body: bytes, path: str = "/alertmanager", headers: Mapping[str, str] = HEADERS) -> httpx.Response:
        return httpx.post(self.address + path, content=body, headers=headers, timeout=30, trust_env=False)


@contextmanager
def receiver(root: Path, *options: str, end: int = signal.SIGTERM) -> Iterator[Receiver]:
    tokens = root / "tokens"
    tokens.mkdir(exist_ok=True)
    (tokens / "alertmanager").write_text(TOKEN)
    (tokens / "alertmanager").chmod(0o600)
    command = [sys.executable, "-m", "hfcheck", "receive", "--listen", "127.0.0.1:0", "--tokens", str(tokens), *options]
    environment = os.environ | {"HFCHECK_DATA": str(root / "var")}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        log: list[str] = []
        try:
            while not (found := re.search(r"listening on (\S+)", "".join(log))):
                line = process.stderr.readline()
                assert line, f"ended: {log}"
                log.append(line)
            reader = threading.Thread(target=lambda: log.extend(process.stderr or ()))
            reader.start()
            yield Receiver(process, found[1], log)
        finally:
            process.send_signal(end)
            process.wait(30)
            reader.join()


def station_of(root: Path) -> Station:
    return Station(root / "var")


def alarms(root: Path) -> tuple[Alarm, ...]:
    with Reader.open(station_of(root).ledger) as ledger:
        return fold(entry.event for entry in ledger.entries(type="alarm"))


def until(condition: Any, seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.05)


async def _burst(address: str, bodies: list[bytes]) -> list[bytes]:
    """Post all, sixteen at a time; returns those that were not kept."""
    lost: list[bytes] = []
    gate = asyncio.Semaphore(16)
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:

        async def one(body: bytes) -> None:
            async with gate:
                try:
                    kept = (await client.post(f"{address}/alertmanager", content=body, headers=HEADERS)).is_success
                except httpx.HTTPError:
                    kept = False
                if not kept:
                    lost.append(body)

        await asyncio.gather(*map(one, bodies))
    return lost


def test_a_thousand_alerts_twice_in_any_order_with_a_receiver_killed_are_each_one_incident(tmp_path: Path) -> None:
    luck = random.Random(6)
    bodies = [posted(alert(number % 60, host=f"host{number:04}")) for number in range(BURST)]
    bodies += [posted(alert(number % 60, number % 60 + 9, host=f"host{number:04}")) for number in range(BURST)]
    bodies += luck.sample(bodies, BURST // 4)
    luck.shuffle(bodies)
    waiting = bodies
    with receiver(tmp_path, end=signal.SIGKILL) as first:
        killer = threading.Timer(1.0, first.process.kill)
        killer.start()
        waiting = asyncio.run(_burst(first.address, waiting))
        killer.join()
    # What was not answered with 200 is sent again, and more: Alertmanager does so as long as an alert lasts.
    with receiver(tmp_path) as second:
        assert asyncio.run(_burst(second.address, waiting + bodies[:100])) == []
    found = alarms(tmp_path)
    assert len(found) == BURST
    assert {one.host for one in found} == {f"host{number:04}" for number in range(BURST)}
    for one in found:
        number = int(one.host[4:])
        assert one.first == T0 + timedelta(minutes=number % 60)
        assert one.resolved == T0 + timedelta(minutes=number % 60 + 9)
    assert not list(verify_ledger(station_of(tmp_path).ledger, keys=known_keys(station_of(tmp_path).keys)).problems)


def test_a_receiver_that_is_told_to_end_while_it_books_books_what_it_has_first(tmp_path: Path) -> None:
    bodies = [posted(alert(0, host=f"host{number:04}")) for number in range(BURST // 4)]
    with receiver(tmp_path) as found:
        assert asyncio.run(_burst(found.address, bodies)) == []
    inbox = station_of(tmp_path).root / "inbox"
    assert [path.name for path in inbox.iterdir() if path.suffix == ".json"] == []
    assert "could not book" not in "".join(found.log)
    assert len(alarms(tmp_path)) == BURST // 4


def test_what_a_killed_receiver_had_not_written_to_its_end_is_swept(tmp_path: Path) -> None:
    inbox = station_of(tmp_path).root / "inbox"
    inbox.mkdir(parents=True)
    (inbox / ".new-half").write_text('{"kind": ')
    with receiver(tmp_path):
        pass
    assert not (inbox / ".new-half").exists()


def test_one_notification_of_a_thousand_alerts(tmp_path: Path) -> None:
    with receiver(tmp_path) as found:
        assert found.post(posted(*(alert(0, host=f"h{number}") for number in range(BURST)))).status_code == 200
    assert len(alarms(tmp_path)) == BURST


def test_forged_and_unsigned_calls_are_refused_counted_and_never_shown(tmp_path: Path) -> None:
    with receiver(tmp_path) as found:
        forged = {"Authorization": "Bearer " + "f" * 40}
        assert found.post(posted(alert(0)), headers={}).status_code == 401
        assert found.post(posted(alert(0)), headers=forged).status_code == 401
        assert found.post(b"x" * 9_000_000, headers=forged).status_code == 401
        assert found.post(b"{", headers=HEADERS).status_code == 400
        assert found.post(b"x" * 9_000_000).status_code == 413
        assert found.post(b"{}", path="/elsewhere").status_code == 404
        assert httpx.get(found.address + "/alertmanager", headers=HEADERS, trust_env=False).status_code == 404
        numbers = httpx.get(found.address + "/metrics", trust_env=False).text
    assert 'hfcheck_receive_refused_total{status="401"} 3' in numbers
    assert "hfcheck_receive_waiting 0" in numbers
    assert TOKEN not in "".join(found.log)
    assert "ffff" not in "".join(found.log)
    assert not station_of(tmp_path).ledger.exists()


def test_what_is_no_http_and_what_never_ends_hold_nothing(tmp_path: Path) -> None:
    with receiver(tmp_path) as found:
        port = int(found.address.rpartition(":")[2])
        for garbage in (
            b"\x16\x03\x01\x02\x00",
            b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 40_000 + b"\r\n\r\n",
            b"",
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(garbage)
                connection.shutdown(socket.SHUT_WR)
                assert b" 200 " not in connection.recv(200)
        assert found.post(posted(alert(0))).status_code == 200


def test_a_run_that_is_ingested_at_the_same_time_collides_with_nothing(tmp_path: Path) -> None:
    station = station_of(tmp_path)
    with receiver(tmp_path) as found:
        waiting = threading.Thread(target=lambda: [add_run(station, f"r{number}", at("09:00")) for number in range(20)])
        waiting.start()
        for number in range(40):
            assert found.post(posted(alert(0, host=f"h{number}"))).status_code == 200
        waiting.join()
        # A writer that holds the ledger makes the receiver wait, not refuse.
        with Ledger.open(station.ledger) as held, held._transaction():
            assert found.post(posted(alert(0, host="late"))).status_code == 200
    assert len(alarms(tmp_path)) == 41
    assert not list(verify_ledger(station.ledger, keys=known_keys(station.keys)).problems)


def test_a_switch_is_in_the_book_after_it_was_answered(tmp_path: Path) -> None:
    with receiver(tmp_path) as found:
        assert found.post(json.dumps(SWITCH).encode(), "/switchover").status_code == 200
        assert found.post(json.dumps(SWITCH | {"cause": 1}).encode(), "/switchover").status_code == 400
    with Reader.open(station_of(tmp_path).ledger) as ledger:
        (entry,) = ledger.entries(type="switchover")
    assert entry.event["says"]["learnt_at"] == "2026-11-23T08:59:50.500000+08:00"


def test_two_receivers_of_one_station_are_refused(tmp_path: Path) -> None:
    with receiver(tmp_path):
        tokens = str(tmp_path / "tokens")
        command = [sys.executable, "-m", "hfcheck", "receive", "--listen", "127.0.0.1:0", "--tokens", tokens]
        environment = os.environ | {"HFCHECK_DATA": str(tmp_path / "var")}
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 3
    assert "found another one running" in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--listen", "0.0.0.0:9780"], "expected --certificate and --key to listen on 0.0.0.0"),
        (["--listen", "localhost:1"], "expected an address and a port"),
        (["--listen", "127.0.0.1:99999"], "expected a port up to 65535"),
        (["--listen", "127.0.0.1:0", "--certificate", "/nowhere.pem"], "expected --certificate and --key"),
        (["--listen", "127.0.0.1:0", "--certificate", "/a.pem", "--key", "/a.pem"], "expected a certificate and its"),
    ],
)
def test_what_would_not_be_safe_is_not_begun(tmp_path: Path, options: list[str], words: str) -> None:
    (tmp_path / "tokens").mkdir()
    command = [sys.executable, "-m", "hfcheck", "receive", "--tokens", str(tmp_path / "tokens"), *options]
    environment = os.environ | {"HFCHECK_DATA": str(tmp_path / "var")}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=30)
    assert (done.returncode, words in done.stderr) == (3, True), done.stderr


def test_over_tls_with_the_certificate_that_was_given(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=watch", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*made, *subject, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    with receiver(tmp_path, "--certificate", str(certificate), "--key", str(key)) as found:
        assert found.address.startswith("https://")
        trusted = ssl.create_default_context(cafile=str(certificate))
        answer = httpx.post(
            found.address + "/alertmanager", content=posted(alert(0)), headers=HEADERS, verify=trusted, trust_env=False
        )
        assert answer.status_code == 200
        with pytest.raises(httpx.HTTPError):
            httpx.get(found.address.replace("https", "http") + "/metrics", trust_env=False)
    assert len(alarms(tmp_path)) == 1
