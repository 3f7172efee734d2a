from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hfcheck.lab.devices import running
from hfcheck.lab.devices.__main__ import main

from .visitor import one

SCENE = "devices: {sw1: {platform: huawei_vrp, release: vrp5}, sw2: {platform: huawei_vrp, release: vrp8}}\n"


def listing(directory: Path) -> Any:
    file = directory / "devices.json"
    for _ in range(100):
        if file.exists():
            return json.loads(file.read_text())
        time.sleep(0.1)
    raise AssertionError("no devices.json in ten seconds")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def gone(port: int) -> bool:
    return any(not listens(port) or time.sleep(0.1) for _ in range(50))


def test_a_process_serves_a_scene_until_it_is_told_to_end(tmp_path: Path) -> None:
    (tmp_path / "scene.yml").write_text(SCENE)
    command = [sys.executable, "-m", "hfcheck.lab.devices", str(tmp_path / "scene.yml"), "--directory", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        found = listing(tmp_path)
        assert found["sw1"] | {"port": 0} == {
            "host": "127.0.0.1", "port": 0, "platform": "huawei_vrp", "username": "inspector",
        }  # fmt: skip
        assert all(listens(one["port"]) for one in found.values())
        assert (tmp_path / "known_hosts").read_text().count("ssh-ed25519") == 2
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not (tmp_path / "devices.json").exists()


def test_the_devices_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    (tmp_path / "scene.yml").write_text(SCENE)
    parent = textwrap.dedent("""\
        import subprocess, sys, time
        subprocess.Popen([sys.executable, "-m", "hfcheck.lab.devices", *sys.argv[1:]], stdout=subprocess.DEVNULL)
        time.sleep(60)
        """)
    command = [sys.executable, "-c", parent, str(tmp_path / "scene.yml"), "--directory", str(tmp_path)]
    with subprocess.Popen(command) as process:
        port = listing(tmp_path)["sw1"]["port"]
        process.kill()
    assert gone(port)


def test_a_scene_that_does_not_fit_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "scene.yml").write_text("devices: {sw1: {platform: abacus, release: '1'}}")
    found = CliRunner().invoke(main, [str(tmp_path / "scene.yml"), "--directory", str(tmp_path)])
    assert found.exit_code == 1
    assert "expected a simulated platform" in found.output


def test_a_thread_serves_a_scene_and_ends_with_it(tmp_path: Path) -> None:
    with running(one(), tmp_path) as lab:
        port = lab.devices["sw1"].port
        assert listens(port)
        assert listing(tmp_path)["sw1"]["port"] == port
    assert gone(port)


def test_sessions_end_with_the_scene_that_they_were_in(capfd: pytest.CaptureFixture[str]) -> None:
    with running(one(rtt_ms=60)) as lab, socket.create_connection(("127.0.0.1", lab.devices["sw1"].port)) as client:
        assert client.recv(4) == b"SSH-"
    assert capfd.readouterr().err == ""


def test_what_is_wrong_in_a_thread_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(Exception, match="expected a release"), running(one(release="vrp9")):
        pass
