"""The VPN line for real: strongSwan at both ends with the role's files, carriers that are cut, the role's checks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from hfcheck.collect.script import WORDS
from hfcheck.judge import judge
from hfcheck.lab.link.ends import CLOUD, OFFICE, ROLE, End, variables
from hfcheck.lab.link.line import Line, obstacle, until
from hfcheck.lab.link.space import Space
from hfcheck.model import SHANGHAI, Check, Finding, Observation, Output, Severity, Verdict
from hfcheck.readings import load, read

MARKER = "a sentence that nobody outside may read"
SECRET = {"ike", "esp", "esp_in_udp"}
# The machine's clock is no part of the line.
OTHERS = {"vpn_link.clock", "vpn_link.clock_skew"}

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=f"no VPN line here: {obstacle()}")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with Line(tmp_path_factory.mktemp("line"), marker=MARKER) as found:
        found.ready()
        yield found


def findings(line: Line, end: End) -> dict[str, Finding]:
    """What the inspection says of a gateway: the role's checks, asked of it."""
    known = variables(end, CLOUD if end is OFFICE else OFFICE, {})
    templar = Templar(loader=DataLoader(), variables=known)
    stanzas = yaml.safe_load((ROLE / "vars/main/checks.yml").read_text(encoding="utf-8"))["vpn_link_checks"]
    resolved = [{name: resolve(templar, value) for name, value in stanza.items()} for stanza in stanzas]
    asked = {(one["reading"].partition(".")[0], tuple(one.get("arguments", ()))) for one in resolved}
    answers = {request: answered(line, end, *request) for request in asked}
    found = [finding(stanza, answers) for stanza in resolved if stanza["id"] not in OTHERS]
    return {one.check.id.removeprefix("vpn_link."): one for one in found}


def resolve(templar: Templar, value: Any) -> Any:
    # As the run's plan holds it: plain values of JSON.
    return json.loads(json.dumps(templar.template(trust_as_template(value)))) if isinstance(value, str) else value


def answered(line: Line, end: End, name: str, arguments: tuple[str, ...]) -> Mapping[str, Any]:
    done = line.node(end.gateway).asked("sh", "-c", WORDS + load(name).snippet, "sh", *arguments)
    output = Output(done.stdout, done.stderr, done.returncode, arguments, datetime.now(SHANGHAI))
    return read(load(name), output)


def finding(stanza: Mapping[str, Any], answers: Mapping[tuple[str, tuple[str, ...]], Mapping[str, Any]]) -> Finding:
    names = ("id", "title", "clause", "reading", "rule", "runbook")
    check = Check(severity=Severity(stanza["severity"]), **{name: stanza[name] for name in names})
    answer = answers[check.reading_module, tuple(stanza.get("arguments", ()))][check.value_name]
    return judge(Observation("gateway", check, stanza["expected"], answer, datetime.now(SHANGHAI)))


def wrong(found: Mapping[str, Finding]) -> dict[str, Any]:
    """What does not conform, and which part of it."""
    return {name: one.offending or one.detail for name, one in found.items() if one.verdict is not Verdict.CONFORMS}


def carried_by(line: Line, device: str) -> bool:
    return all(line.carrying(end) == device for end in (OFFICE, CLOUD))


def reaches(line: Line) -> bool:
    return line.node("office").asked("ping", "-n", "-c", "1", "-W", "1", CLOUD.address(2)).returncode == 0


@pytest.mark.parametrize("end", [OFFICE, CLOUD], ids=lambda end: end.gateway)
def test_a_line_that_stands_conforms_at_both_ends(line: Line, end: End) -> None:
    found = findings(line, end)
    assert wrong(found) == {}
    assert len(found) == 16


def test_a_carrier_that_falls_silent_is_left_found_and_taken_again(line: Line) -> None:
    line.weather("carrier1", cut=True)
    assert until("the second tunnel to carry", lambda: carried_by(line, "vpn2"), 15) > 1
    assert reaches(line)
    found = wrong(findings(line, OFFICE))
    assert found["carrier"] == {CLOUD.network: "vpn2"}
    assert found["carriers"] == ["vpn1"]
    assert found["bytes_moving"] == {"vpn1": False}
    assert found["loss"] == {"vpn1": 100.0}
    assert {"cleartext", "guarded", "fail_closed", "largest_packet"}.isdisjoint(found)
    line.weather("carrier1", cut=False)
    until("the first tunnel to carry again", lambda: carried_by(line, "vpn1"), 60)


def test_a_slow_carrier_is_found_and_not_left(line: Line) -> None:
    line.weather("carrier1", delay=0.06)
    found = wrong(findings(line, OFFICE))
    line.weather("carrier1", delay=0)
    assert set(found) == {"latency"}
    assert set(found["latency"]) == {"vpn1"}
    assert carried_by(line, "vpn1")


def test_a_leak_is_stopped_counted_and_found_and_nobody_outside_sees_it(line: Line) -> None:
    gateway = line.node(OFFICE.gateway)
    gateway.sh(f"ip route add {CLOUD.network} dev carrier1 metric 0")
    assert not reaches(line)
    gateway.sh(f"ip route delete {CLOUD.network} dev carrier1 metric 0")
    found = wrong(findings(line, OFFICE))
    assert set(found) == {"cleartext"}
    assert set(found["cleartext"]) == {"out"}
    seen = {kind for name in ("carrier1", "carrier2") for kind, count in line.weather(name).items() if count}
    assert seen <= SECRET


def test_the_far_end_is_told_nothing_by_who_pretends_to_be_inside(line: Line) -> None:
    # From the cloud's side of the first carrier, in the clear, as if it came out of the office's tunnel.
    forged = (
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW);"
        "s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'carrier1');"
        "h = bytes.fromhex('450000240001000040110000');"
        "h += socket.inet_aton('10.255.1.1') + socket.inet_aton('10.255.1.2');"
        "s.sendto(h + bytes.fromhex('12b512b500100000') + bytes(8), ('10.255.1.2', 0))"
    )
    rules = "nft list table inet vpn_link > /run/rules; nft delete table inet vpn_link"
    office = line.node(OFFICE.gateway)
    office.sh(rules)
    office.asked(sys.executable, "-c", forged)
    office.sh("/usr/sbin/nft -f /run/rules")
    assert set(wrong(findings(line, CLOUD))) == {"cleartext"}
    assert wrong(findings(line, CLOUD))["cleartext"]["in"] >= 1


def test_a_gateway_without_its_daemon_is_found_and_lets_nothing_out(line: Line) -> None:
    # By the network it is in: the other gateway's daemon has the same name.
    line.node(OFFICE.gateway).sh("pkill -KILL -x charon-systemd --ns $$ --nslist net")
    until("no way to be open", lambda: line.carrying() == "", 20)
    before = {name: line.weather(name) for name in ("carrier1", "carrier2")}
    assert not reaches(line)
    found = wrong(findings(line, OFFICE))
    assert found["ike"] == found["child"] == {"vpn1": "NO_DAEMON", "vpn2": "NO_DAEMON"}
    assert found["carrier"] == {CLOUD.network: "closed"}
    assert "fail_closed" not in found
    after = {name: line.weather(name) for name in before}
    # The kernel itself tells the far end that nobody listens any more: ICMP between the outer addresses.
    grown = {kind for name in after for kind in after[name] if after[name][kind] > before[name].get(kind, 0)}
    assert grown <= SECRET | {"protocol 1"}


def test_a_shared_secret_will_do(tmp_path: Path) -> None:
    psk = {"vpn_link_authentication": "psk", "vpn_link_secret": "correct horse battery staple and more"}
    with Line(tmp_path, psk) as found:
        found.ready()
        assert reaches(found)


def test_a_wrong_secret_opens_no_way(tmp_path: Path) -> None:
    psk = {"vpn_link_authentication": "psk", "vpn_link_secret": "correct horse battery staple and more"}
    with Line(tmp_path, psk, of_office={"vpn_link_secret": "another horse, of the same length, almost"}) as found:
        time.sleep(4)
        assert found.carrying() == ""
        assert not reaches(found)


def test_a_space_ends_with_its_opener(tmp_path: Path) -> None:
    program = (
        "from hfcheck.lab.link.space import Space\n"
        "with Space() as space:\n"
        "    node = space.node('a', {})\n"
        "    print(node.asked('readlink', '/proc/self/ns/net').stdout.strip(), flush=True)\n"
        "    import time; time.sleep(600)\n"
    )
    opener = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert opener.stdout is not None
    network = opener.stdout.readline().strip()
    assert network.startswith("net:[")
    assert network in networks()
    os.kill(opener.pid, signal.SIGKILL)
    opener.communicate()
    until("the network to be gone", lambda: network not in networks(), 10)


def networks() -> set[str]:
    """The networks of all processes that we may look at."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/ns/net"):
        try:
            found.add(str(entry.readlink()))
        except OSError:
            continue
    return found


def test_a_space_that_fails_within_is_gone_too() -> None:
    seen: list[str] = []

    def fail() -> None:
        with Space() as space:
            seen.append(space.node("a", {}).sh("readlink /proc/self/ns/net").strip())
            assert seen[0] in networks()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    until("the network to be gone", lambda: seen[0] not in networks(), 10)
