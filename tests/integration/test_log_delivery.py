"""A heartbeat arrives over TLS at a log server that was away when it was sent: two real rsyslogd, the role's files."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from hfcheck.lab.keys import Authority, write_private
from hfcheck.model import SHANGHAI, Output
from hfcheck.readings import load, read

ROLE = Path(__file__).parents[2] / "roles/logging"
pytestmark = pytest.mark.skipif(
    not shutil.which("rsyslogd") or not list(Path("/usr/lib").glob("*/rsyslog/lmnsd_gtls.so")),
    reason="needs rsyslogd with its driver for GnuTLS",
)


def render(template: str, variables: dict[str, Any]) -> str:
    templar = Templar(loader=DataLoader(), variables=variables)
    source = (ROLE / "templates" / template).read_text(encoding="utf-8")
    return str(templar.template(trust_as_template("#jinja2: trim_blocks: True\n" + source)))


class Room:
    """A directory with certificates, a free port, and the daemons that were started."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.daemons: list[subprocess.Popen[bytes]] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        authority = Authority(datetime.now(SHANGHAI))
        key, certificate = authority.issue("localhost", 2)
        write_private(path / "key.pem", key)
        (path / "certificate.pem").write_text(certificate, encoding="utf-8")
        (path / "authority.pem").write_text(authority.certificate, encoding="utf-8")

    def start(self, name: str, first: str, **declared: object) -> None:
        """Start rsyslogd with the role's files for these variables, behind the lines of `first`."""
        variables = {
            **yaml.safe_load((ROLE / "defaults/main.yml").read_text(encoding="utf-8")),
            "logging_tls_authority": f"{self.path}/authority.pem",
            "logging_tls_certificate": f"{self.path}/certificate.pem",
            "logging_tls_key": f"{self.path}/key.pem",
            "logging_remote_port": self.port,
            "logging_received": f"{self.path}/received",
            "logging_forward_audit": False,
            **declared,
        }
        spool = self.path / f"{name}.spool"
        spool.mkdir(exist_ok=True)
        text = f'global(workDirectory="{spool}" localHostname="app01")\n{first}\n'
        text += render("forward.conf.j2", variables) + render("receive.conf.j2", variables)
        (self.path / f"{name}.conf").write_text(text, encoding="utf-8")
        command = ["rsyslogd", "-n", "-iNONE", "-f", f"{self.path}/{name}.conf"]
        self.daemons.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL))

    def arrived(self) -> dict[str, Any]:
        """What the reading of the log server says."""
        arguments = (f"{self.path}/received", "app01", "db01")
        snippet = load("heartbeat").snippet
        seen = subprocess.run(["sh", "-c", snippet, "sh", *arguments], capture_output=True, text=True, check=True)
        return dict(read(load("heartbeat"), Output(seen.stdout, arguments=arguments)))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room whose daemons end with the test."""
    made = Room(tmp_path)
    yield made
    for daemon in made.daemons:
        daemon.terminate()
    for daemon in made.daemons:
        daemon.wait(20)


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.3)
    return true()


def test_what_was_logged_while_the_server_was_away_arrives_with_its_number(room: Room) -> None:
    inlet = f'module(load="imuxsock" SysSock.Use="off")\ninput(type="imuxsock" Socket="{room.path}/log")'
    room.start("sender", inlet, logging_remote_targets=["localhost"])
    assert within(10, (room.path / "log").exists)
    nonce = secrets.token_hex(8)
    line = ["logger", "-u", f"{room.path}/log", "-p", "daemon.notice", "-t", "hfcheck-heartbeat", nonce]
    subprocess.run(line, check=True)
    time.sleep(1)
    (room.path / "received").mkdir()
    room.start("server", "", logging_receives_from=["localhost"])
    assert within(60, lambda: room.arrived()["nonces"] == {"app01": nonce})
    assert room.arrived()["silent"] == ["db01"]


def test_a_sender_whose_certificate_nobody_knows_is_refused(room: Room) -> None:
    inlet = f'module(load="imuxsock" SysSock.Use="off")\ninput(type="imuxsock" Socket="{room.path}/log")'
    (room.path / "received").mkdir()
    room.start("server", "", logging_receives_from=["somebody.else"])
    room.start("sender", inlet, logging_remote_targets=["localhost"])
    assert within(10, (room.path / "log").exists)
    line = ["logger", "-u", f"{room.path}/log", "-p", "daemon.notice", "-t", "hfcheck-heartbeat", "0" * 16]
    subprocess.run(line, check=True)
    assert not within(5, lambda: bool(room.arrived()["nonces"]))
