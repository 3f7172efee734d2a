"""Whom a real Alertmanager and the receiver tell: the ledger, people by mail, and both kinds of chat robots."""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import os
import shlex
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.integration.test_receive import receiver
from tests.platform.test_watch import PARTS, alarms, inventory
from tests.platform.watch_room import free_ports, needs_watch, render, running, until
from tests.platform.watch_sinks import certificate, mailbox, robots

PASSWORD, SECRET = "of the mailbox", "SEC-of-the-robot"
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
LABELS = {
    "alertname": "line.carries",
    "check": "line.carries",
    "host": "line01",
    "title": "专线一",
    "severity": "critical",
    "runbook": "recover_network_outage",
}


def told(port: int) -> None:
    """Tell Alertmanager of an alarm, as Prometheus does."""
    alert = {
        "labels": LABELS,
        "annotations": {"summary": "线路连通", "value": "0"},
        "startsAt": datetime.now(UTC).isoformat(),
    }
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v2/alerts", json.dumps([alert]).encode(), {"Content-Type": "application/json"}
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    direct.open(asked, timeout=5).close()


def files_of_robots(directory: Path, port: int) -> None:
    directory.mkdir()
    address = f"http://127.0.0.1:{port}"
    files = {"night.wecom": f"{address}/wecom?key=k", "night.dingtalk": f"{address}/dingtalk?access_token=t\n{SECRET}"}
    for name, words in files.items():
        (directory / name).write_text(words)
        (directory / name).chmod(0o600)


def signed(path: str) -> bool:
    """Whether a call of DingTalk's robot carries the signature that its service asks for."""
    query = parse_qs(urlsplit(path).query)
    (stamp,), (sign,) = query["timestamp"], query["sign"]
    expected = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), sha256).digest()
    return sign == base64.b64encode(expected).decode()


@needs_watch
@needs_openssl
def test_an_alarm_goes_to_the_ledger_to_people_by_mail_and_to_both_robots(tmp_path: Path) -> None:
    ports = dict(zip(PARTS, free_ports(len(PARTS)), strict=True))
    directory, certified = tmp_path / "watch", certificate(tmp_path)
    directory.mkdir()
    with mailbox(certified, PASSWORD) as box, robots() as service:
        files_of_robots(tmp_path / "robots", service.port)
        with receiver(tmp_path, "--forward", str(tmp_path / "robots")) as receive:
            given: dict[str, Any] = inventory(directory, ports, 1, receive.address)
            given["all"]["vars"] |= {
                "platform_watch_mail_server": f"127.0.0.1:{box.port}",
                "platform_watch_mail_authority": str(certified[0]),
                "platform_watch_mail_password": PASSWORD,
                "platform_watch_mail_wait": "1s",
            }
            render(directory, given)
            with running(directory, ports):
                until(lambda: told(ports["alertmanager"]) is None, 20, "for Alertmanager to listen")
                until(lambda: alarms(tmp_path, "line.carries"), 20, "for the ledger")
                carried = until(lambda: [m for m in box.mails if "线路连通" in subject(m.text)], 20, "for the mail")
                calls = until(
                    lambda: calls_of(service.calls) if len(calls_of(service.calls)) == 2 else {}, 20, "robots"
                )
    assert (carried[0].sender, sorted(carried[0].to)) == ("watch@example.com", ["day@example.com", "night@example.com"])
    assert subject(carried[0].text) == "【告警】线路连通（1 处）"
    for path, body in calls.values():
        assert body["msgtype"] == "text"
        assert "【告警·紧急】" in body["text"]["content"]
        assert "line01：线路连通，处置手册 recover_network_outage" in body["text"]["content"]
        assert path.startswith("/wecom?key=k") or signed(path)
    assert PASSWORD not in "".join(receive.log)


# A device that answers SNMP version 3 only: the agent of the packages.
AGENT = """agentaddress udp:127.0.0.1:{port}
createUser watch SHA "{password}" AES "{private}"
rouser watch priv
"""


@needs_watch
@pytest.mark.skipif(
    not all(map(shutil.which, ("snmpd", "prometheus-snmp-exporter"))), reason="snmpd or its exporter is not installed"
)
def test_a_device_is_asked_by_snmp_version_3_as_the_role_says(tmp_path: Path) -> None:
    exporter, agent = free_ports(2)
    secrets = {"password": "the-word-of-authors", "private": "the-word-of-privacy"}
    given: dict[str, Any] = inventory(tmp_path, dict.fromkeys(PARTS, 1) | {"snmp": exporter}, 2, "http://127.0.0.1:1")
    given["all"]["vars"] |= {f"platform_watch_snmp_{name}": word for name, word in secrets.items()}
    given["all"]["vars"] |= {"platform_watch_snmp_user": "watch"}
    given["all"]["children"]["network_devices"] = {"hosts": {"core01": {"ansible_host": "127.0.0.1"}}}
    render(tmp_path, given)
    assert "auth: [device]" in (tmp_path / "prometheus.yml").read_text()
    (tmp_path / "snmpd.conf").write_text(AGENT.format(port=agent, **secrets))
    asked = f"http://127.0.0.1:{exporter}/snmp?module=device&auth=device&target=127.0.0.1:{agent}"
    with snmp(tmp_path):
        said = until(lambda: answer(asked), 20, "for the device to answer")
    found = dict(line.rsplit(" ", 1) for line in said.splitlines() if not line.startswith("#"))
    assert float(found["sysUpTime"]) >= 0
    assert found['ifOperStatus{ifIndex="1"}'] == "1"


@contextlib.contextmanager
def snmp(directory: Path) -> Iterator[None]:
    """The agent and the exporter with the role's arguments; both end with the block."""
    own = shlex.split((directory / "prometheus-snmp-exporter").read_text().partition("ARGS=")[2])[0].split()
    agent = ["snmpd", "-f", "-Lo", "-C", "-c", "snmpd.conf", "-p", "snmpd.pid", "-I", "-smux,agentx"]
    kept = os.environ | {"SNMP_PERSISTENT_DIR": str(directory / "kept")}
    with contextlib.ExitStack() as stack:
        for command in (["prometheus-snmp-exporter", *own], agent):
            log = stack.enter_context((directory / f"{command[0]}.log").open("w"))
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=directory, env=kept)
            stack.callback(process.wait, 20)
            stack.callback(process.kill)
        yield


def answer(address: str) -> str:
    """What the exporter tells, once it can; a device that does not answer yet is an error of the network."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=15) as said:
        return str(said.read().decode())


def subject(mail: Any) -> str:
    return str(make_header(decode_header(mail["Subject"])))


def calls_of(calls: list[tuple[str, Any]]) -> dict[str, tuple[str, Any]]:
    """The first call of each kind of robot that told of the line."""
    found: dict[str, tuple[str, Any]] = {}
    for path, body in calls:
        if "line01" in body["text"]["content"]:
            found.setdefault(path.partition("?")[0], (path, body))
    return found
