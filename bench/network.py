"""Network gear: how long six readings take beside stock NAPALM, how long fifty devices, and whose answer is whose."""

from __future__ import annotations

import importlib
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import yaml

from bench.line import Line
from bench.tagged import COMMANDS, ask, matrix
from hfcheck.collect.frame import pack, unpack
from hfcheck.collect.script import Request
from hfcheck.device.source import observe_device, prepare
from hfcheck.device.target import Target
from hfcheck.model import SHANGHAI, Answer, NotSeen
from hfcheck.readings import load, read

RTTS, DELAYS = (0, 30, 60, 120, 250), (0, 150, 400)
# What device_identity is told: that there was no round before.
REQUESTS: tuple[Request, ...] = (
    ("device_identity", ("@0",)),
    ("device_interfaces", ()),
    ("device_arp", ()),
    ("device_macs", ()),
    ("device_neighbours", ()),
    ("device_configuration", ()),
)
# The stock drivers have no ARP table of these devices, so they read their counters instead.
GETTERS = (
    "get_facts",
    "get_interfaces",
    "get_interfaces_counters",
    "get_mac_address_table",
    "get_lldp_neighbors",
    "get_config",
)
PEERS = {
    "cisco_ios": ("ios", "napalm.ios", "IOSDriver", "stock NAPALM ios"),
    "huawei_vrp": ("vrp5", "napalm_huawei_vrp.huawei_vrp", "VRPDriver", "napalm-huawei-vrp"),
}
NONCE = "00112233445566778899aabbccddeeff"
ROUNDS, DEVICES, WORKERS = 3, 50, 16
PASSWORD = "Bench-only-1"  # noqa: S105  of simulated devices alone
FLEET = (("huawei_vrp", "vrp5"), ("huawei_vrp", "vrp8"), ("h3c_comware", "v7"), ("cisco_ios", "ios"))
READINGS_SECONDS, PEER_TIMES, FLEET_SECONDS = 0.6, 5, 4


def association_lines(seconds: float = 30) -> Iterator[Line]:
    """Outputs that were given to another line, and lines without an answer, over the whole matrix at once."""
    cells = matrix(RTTS, DELAYS)
    seen = ask(cells, seconds=seconds)
    wrong, lost = sum(len(one.wrong) for one in seen), sum(one.lost for one in seen)
    asked = f"of {len(cells) * COMMANDS} outputs"
    yield Line("network_wrong_associations", wrong, asked, "0", wrong == 0)
    yield Line("network_lost_answers", lost, asked, "0", lost == 0)


def reading_lines(rounds: int = ROUNDS) -> Iterator[Line]:
    """Six readings of one device from login to values, ours and the stock driver in turn; then association."""
    prepare()
    with fleet({name: (name, release) for name, (release, *_) in PEERS.items()}) as found:
        for platform, (_, module, driver, peer) in PEERS.items():
            target, stock = found[platform], getattr(importlib.import_module(module), driver)
            six_readings(target)
            pairs = [(_seconds(six_readings, target), _seconds(six_getters, target, stock)) for _ in range(rounds)]
            mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
            ratio = statistics.median(slow / fast for fast, slow in pairs)
            goal = f"<= {READINGS_SECONDS} s, peer >= {PEER_TIMES}x"
            met = mine <= READINGS_SECONDS and ratio >= PEER_TIMES
            yield Line(f"network_six_readings_{platform}", mine, "s", goal, met, peer, theirs, ratio)


def fleet_lines() -> Iterator[Line]:
    """Six readings of each of fifty devices, by sixteen workers: processes, as Ansible's are."""
    prepare()
    kinds = {f"dev-{number:02}": FLEET[number % len(FLEET)] for number in range(DEVICES)}
    with fleet(kinds) as found:
        started = time.perf_counter()
        with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("fork")) as pool:
            values = list(pool.map(six_readings, found.values()))
        seconds = time.perf_counter() - started
    strangers = [
        name for name, one in zip(found, values, strict=True) if one["device_configuration"]["hostname"] != name
    ]
    if strangers:
        raise RuntimeError(f"expected each device's own answers, found those of another for {strangers}")
    goal = f"<= {FLEET_SECONDS} s"
    yield Line("network_fifty_devices_sixteen_workers", seconds, "s", goal, seconds <= FLEET_SECONDS)


def six_readings(target: Target) -> Mapping[str, Mapping[str, Answer]]:
    """The values of six readings of a device in one session; raises RuntimeError if one was not seen."""
    answered = observe_device(target, REQUESTS, NONCE)
    outputs, ended = unpack(pack(answered, NONCE), NONCE, REQUESTS, datetime.now(tz=SHANGHAI))
    values = {name: read(load(name), output) for (name, _), output in zip(REQUESTS, outputs, strict=True)}
    missing = [name for name, found in values.items() if all(isinstance(one, NotSeen) for one in found.values())]
    if not ended or missing:
        raise RuntimeError(f"expected six readings, found nothing of {missing}")
    return values


def six_getters(target: Target, driver: Callable[..., Any]) -> None:
    """Six getters of a stock driver in one session."""
    one = driver(target.host, target.username, target.password, optional_args={"port": target.port})
    one.open()
    for getter in GETTERS:
        if not getattr(one, getter)():
            raise RuntimeError(f"expected something of {getter}, found nothing")
    one.close()


@contextmanager
def fleet(kinds: Mapping[str, tuple[str, str]]) -> Iterator[Mapping[str, Target]]:
    """Simulated devices by name, of a platform and release each, while the context lasts."""
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        devices = {
            name: {"platform": platform, "release": release, "hostname": name, "password": PASSWORD}
            for name, (platform, release) in kinds.items()
        }
        (home / "scene.yml").write_text(yaml.safe_dump({"devices": devices}), encoding="utf-8")
        command = [sys.executable, "-m", "hfcheck.lab.devices", str(home / "scene.yml"), "--directory", str(home)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as lab:
            try:
                yield {name: _target(home, one) for name, one in _listing(home, lab).items()}
            finally:
                lab.terminate()


def _listing(home: Path, lab: subprocess.Popen[bytes], seconds: float = 60) -> Mapping[str, Any]:
    end = time.monotonic() + seconds
    while not (home / "devices.json").exists():
        if lab.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"expected simulated devices, found none after {seconds:g} s")
        time.sleep(0.05)
    found: Mapping[str, Any] = orjson.loads((home / "devices.json").read_bytes())
    return found


def _target(home: Path, one: Mapping[str, Any]) -> Target:
    where = (one["host"], one["port"], one["username"], one["platform"])
    return Target(*where, PASSWORD, known_hosts=str(home / "known_hosts"))


def _seconds(run: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - started
