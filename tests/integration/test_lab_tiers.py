"""The lab goes up, answers, survives being killed, and goes down without a trace: in every tier that works here."""

import json
import os
import signal
import time

import pytest

from hfcheck.lab import room
from hfcheck.lab.nodes import RUNNING
from tests.integration.lab_station import borrow_tree, hfcheck, ssh, tier_or_skip, traces


@pytest.fixture(params=["nspawn", "userns", "loopback"])
def lab(request, tmp_path):
    """A lab that is up, as (data directory, tier)."""
    tier = tier_or_skip(request.param)
    data = tmp_path / "the data"
    borrow_tree(data, tier)
    started = hfcheck(data, "lab", "up", "--tier", tier.name)
    assert started.returncode == 0, started.stdout + started.stderr
    yield data, tier
    assert hfcheck(data, "lab", "down").returncode == 0


def test_up_is_said_once_and_all_running_nodes_answer(lab):
    data, tier = lab
    again = hfcheck(data, "lab", "up", "--tier", tier.name)
    assert again.stdout.startswith("lab: up already since ")
    assert len(again.stdout.splitlines()) == 1
    assert "all running nodes answer" in hfcheck(data, "lab", "status").stdout


def test_nodes_are_reached_by_key_as_themselves(lab):
    data, tier = lab
    seen = {node.name: ssh(data, node.name, "hostname").stdout.strip() for node in RUNNING}
    assert all(seen.values())
    if tier.tree:
        assert seen == {node.name: node.name for node in RUNNING}
        assert ssh(data, "db01", "sudo -n id -u").stdout == "0\n"
        assert ssh(data, "app01", "getent hosts time.lab.example").stdout.split()[0] == "192.0.2.1"


def test_the_absent_node_does_not_answer(lab):
    data, _ = lab
    assert ssh(data, "mid01", "true").returncode == 255


def test_a_node_with_another_host_key_is_refused(lab):
    data, _ = lab
    known = data / "lab/known_hosts"
    lines = dict(line.split(None, 1) for line in known.read_text().splitlines())
    lines["app01"], lines["db01"] = lines["db01"], lines["app01"]
    known.write_text("".join(f"{name} {key}\n" for name, key in lines.items()))
    refused = ssh(data, "app01", "true")
    assert refused.returncode == 255
    assert "Host key verification failed" in refused.stderr
    assert ssh(data, "ops01", "true").returncode == 0


def test_a_killed_lab_is_noticed_and_started_anew(lab):
    data, tier = lab
    first = json.loads((data / "lab/state.json").read_text())["started"]
    number = room.room(data / "lab")
    assert number is not None
    os.killpg(os.getpgid(number), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while room.room(data / "lab") is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "no answer from app01, db01, ops01" in hfcheck(data, "lab", "status").stdout
    assert "lab: up, tier" in hfcheck(data, "lab", "up", "--tier", tier.name).stdout
    assert json.loads((data / "lab/state.json").read_text())["started"] != first


def test_a_lost_state_file_hides_nothing(lab):
    data, _ = lab
    (data / "lab/state.json").unlink()
    assert "half up" in hfcheck(data, "lab", "status").stdout
    assert hfcheck(data, "lab", "down").stdout == "lab: down\n"
    assert traces(data) == []


def test_down_leaves_nothing_but_the_cached_tree(lab):
    data, tier = lab
    assert traces(data) != []
    assert hfcheck(data, "lab", "down").stdout == "lab: down\n"
    assert traces(data) == []
    cached = {tier.tree, f"{tier.tree}.stamp"} if tier.tree else set()
    assert {path.name for path in (data / "lab").iterdir()} == cached
    assert hfcheck(data, "lab", "down").stdout == "lab: was not up\n"
