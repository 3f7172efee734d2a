"""The lab's network gear: found out by an inspection, changed by a person, cut off, and gone with the lab."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import stat
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from hfcheck.device.allowed import allowed
from hfcheck.incident_facts import open_candidates
from hfcheck.lab import network, operation, room
from hfcheck.lab.faults import LOOPBACK, expected
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI
from hfcheck.station import PROJECT
from tests.integration.lab_station import borrow_tree, hfcheck, tier_or_skip

PLATFORMS = {name: spec["platform"] for site in network.SITES for name, spec in network.devices(site).items()}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data directory of a lab that is up; in the tier that needs least, since devices are the same in all."""
    tier, data = tier_or_skip(LOOPBACK), tmp_path_factory.mktemp("network") / "the data"
    borrow_tree(data, tier)
    started = hfcheck(data, "lab", "up", "--tier", tier.name)
    assert started.returncode == 0, started.stdout + started.stderr
    yield data
    hfcheck(data, "lab", "down")


@pytest.fixture(scope="module")
def first(data: Path) -> str:
    """What the first inspection of the devices printed."""
    return inspect(data)


def inspect(data: Path) -> str:
    inventory = str(PROJECT / "inventory/lab")
    done = hfcheck(data, "inspect", "--inventory", inventory, "--playbook", "playbooks/inspect_network.yml")
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def findings(data: Path) -> list[dict[str, Any]]:
    """The findings of the newest run."""
    with Reader.open(data / "ledger.db") as ledger:
        events = [dict(entry.event) for entry in ledger.entries(type="finding")]
    newest = max(event["run"] for event in events)
    return [event for event in events if event["run"] == newest]


def heard(data: Path, name: str) -> list[str]:
    """The lines that a device received so far."""
    log = next((data / "lab/network").glob(f"*/{name}.log"))
    return [json.loads(line)["line"] for line in log.read_text().splitlines()]


def eventually(good: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not good() and time.monotonic() < deadline:
        time.sleep(0.02)
    return good()


def test_every_device_is_asked_and_none_hears_a_line_outside_the_allow_list(data: Path, first: str) -> None:
    assert ", complete\n" in first
    for name, platform in PLATFORMS.items():
        lines = heard(data, name)
        assert sum(line.startswith(("display ", "show ")) for line in lines) > 15
        assert [line for line in lines if line and not allowed(platform, line)] == []


def test_every_device_says_who_it_is_to_one_session(data: Path, first: str) -> None:
    sessions = {event["host"]: event for event in findings(data) if event["check"] == "reachability.session"}
    assert sessions.keys() == PLATFORMS.keys()
    assert {event["verdict"] for event in sessions.values()} == {"conforms"}


def test_status_lists_the_faults_and_the_gear(data: Path) -> None:
    said = hfcheck(data, "lab", "status").stdout
    assert "network gear is there" in said
    assert re.search(r"planted +switch02 +fan 2 has failed: network_base\.fans", said)


def test_passwords_are_for_their_owner_and_in_nothing_that_an_inspection_leaves(data: Path, first: str) -> None:
    files = [*(data / "lab/network").glob("*.password"), *(data / "lab/network").glob("*/scene.yml")]
    assert len(files) == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    passwords = [path.read_bytes() for path in files if path.suffix == ".password"]
    left = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file() and path not in files)
    argv = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in room.sites(data / "lab").values())
    assert b"hfcheck.lab.network" in argv
    assert [password for password in passwords if password in left + argv + first.encode()] == []


def change(data: Path, name: str, *lines: str) -> None:
    """What a person does at a device, logged in under a name of his own."""
    state = operation.read_state(data / "lab")
    assert state is not None

    async def main() -> None:
        password = (data / f"lab/network/{network.OPERATOR}.password").read_text()
        login = {"username": network.OPERATOR, "password": password, "config": None, "agent_path": None}
        known = str(data / "lab/network/known_hosts")
        async with (
            asyncssh.connect("127.0.0.1", state.devices[name], known_hosts=known, **login) as connection,
            connection.create_process(term_type="vt100") as process,
        ):
            for line in lines:
                process.stdin.write(f"{line}\r")
            await asyncio.wait_for(process.wait_closed(), 20)

    asyncio.run(main())


def test_who_changed_what_is_one_command_after_the_next_inspection(data: Path, first: str) -> None:
    time.sleep(1.1)  # a device's log knows whole seconds
    change(data, "switch01", "system-view", "interface 10GE1/0/3", "description core link", "commit", "return", "quit")
    inspect(data)
    said = hfcheck(data, "config", "log", "switch01", "--since", "today")
    assert said.returncode == 0, said.stderr
    assert "interface 10GE1/0/3\n  - description firewall01\n  + description core link\n" in said.stdout
    assert re.search(r"netadmin（127\.0\.0\.1）  description core link\n", said.stdout)
    found = {(one["host"], one["check"]): one for one in findings(data) if one["verdict"] == "deviates"}
    saved = found.pop(("switch01", "network_base.saved"))
    assert found.keys() == {pair for pair in expected(LOOPBACK, root=False) if pair[0] in PLATFORMS}
    assert "+ interface 10GE1/0/3: description core link" in saved["offending"]


def silences(data: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Cause and hosts of what the inspections call silent."""
    with Reader.open(data / "ledger.db") as ledger:
        evidence, now = Evidence(data / "evidence"), datetime.now(SHANGHAI)
        found = open_candidates(ledger, evidence, {}, timedelta(days=1), now)
    causes = ((one.id.split("/")[1], one.hosts) for one in found)
    return [(cause, hosts) for cause, hosts in causes if cause.startswith("unreachable.")]


def test_an_office_whose_line_is_down_is_one_silence_and_nobody_else_is_missed(data: Path, first: str) -> None:
    assert hfcheck(data, "lab", "line", "xupu", "down").stdout == "lab: the line of xupu is down\n"
    try:
        assert "the line of xupu is down" in hfcheck(data, "lab", "status").stdout
        inspect(data)
    finally:
        assert hfcheck(data, "lab", "line", "xupu", "up").stdout == "lab: the line of xupu is up\n"
    reached = {one["host"]: one["verdict"] for one in findings(data) if one["check"] == "reachability.reachable"}
    assert {host for host, verdict in reached.items() if verdict == "deviates"} == {"xupu_router01", "xupu_switch01"}
    assert silences(data) == [("unreachable.xupu", ("xupu_router01", "xupu_switch01"))]
    inspect(data)
    mended = [one for one in findings(data) if one["host"].startswith("xupu_")]
    assert "unreachable" not in {one.get("reason") for one in mended}


def test_the_gear_ends_with_its_room(data: Path, first: str) -> None:
    lab = data / "lab"
    number = room.room(lab)
    assert number is not None
    assert room.sites(lab).keys() == set(network.SITES)
    os.killpg(os.getpgid(number), signal.SIGKILL)
    assert eventually(lambda: not room.sites(lab))
    assert "no network gear in centre, xupu" in hfcheck(data, "lab", "status").stdout
    absent = hfcheck(data, "lab", "line", "xupu", "down")
    assert absent.returncode != 0
    assert "expected a lab that is up, found no devices of xupu" in absent.stderr
