"""The probes ask real servers on loopback; their readings say what the answers mean."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import dns.rcode
import pytest

from hfcheck.collect.frame import pack, unpack
from hfcheck.collect.probes import PROBES, probe_all
from hfcheck.errors import ContentError
from hfcheck.model import NotApplicable, Reason
from hfcheck.readings import load, read
from tests.unit.collect.probe_questions import NAME, answers, ask, number, unseen
from tests.unit.collect.probe_stands import LOOPBACK, closed_port, listening, name_server, silent

# --- tcp


def test_tcp_an_open_port_is_open() -> None:
    with listening(silent) as port:
        found = answers("probe_tcp", host=LOOPBACK, port=port)
    assert (found["outcome"], found["open"]) == ("answered", True)
    assert 0 <= number(found["latency_ms"]) < 10000


def test_tcp_a_closed_port_is_an_observation() -> None:
    found = answers("probe_tcp", host="hall.channels.example", connect=LOOPBACK, port=closed_port())
    assert (found["outcome"], found["open"]) == ("refused", False)
    assert unseen(found, Reason.NO_ANSWER) == {"latency_ms"}


def test_tcp_a_name_of_the_station_is_resolved() -> None:
    with listening(silent) as port:
        document = json.loads(ask("probe_tcp", host="localhost", port=port).stdout)
    assert document["outcome"] == "answered"
    assert document["address"] == LOOPBACK


# --- dns


def test_dns_answers_with_sorted_addresses() -> None:
    with name_server({NAME: ["203.0.113.12", "203.0.113.11"]}) as port:
        found = answers("probe_dns", name=NAME, server=LOOPBACK, port=port)
    assert (found["outcome"], found["addresses"]) == ("answered", ["203.0.113.11", "203.0.113.12"])
    assert 0 < number(found["latency_ms"]) < 10000


@pytest.mark.parametrize(("zone", "outcome"), [({}, "no_such_name"), ({NAME: []}, "no_addresses")])
def test_dns_a_name_without_addresses_is_an_observation(zone: dict[str, list[str]], outcome: str) -> None:
    with name_server(zone) as port:
        found = answers("probe_dns", name=NAME, server=LOOPBACK, port=port)
    assert found["outcome"] == outcome
    assert unseen(found, Reason.NO_ANSWER) == {"addresses"}


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_dns_a_server_that_cannot_say_says_nothing(rcode: dns.rcode.Rcode) -> None:
    with name_server({}, rcode) as port:
        found = answers("probe_dns", name=NAME, server=LOOPBACK, port=port)
    assert unseen(found, Reason.NO_ANSWER) == set(found)


def test_dns_a_silent_server_says_nothing() -> None:
    found = answers("probe_dns", name=NAME, server=LOOPBACK, port=closed_port(), deadline=1)
    assert unseen(found, Reason.NO_ANSWER) == set(found)


# --- icmp and the station's own failures


def test_icmp_loopback_loses_nothing() -> None:
    found = answers("probe_icmp", host=LOOPBACK, count=2, interval_ms=10)
    if unseen(found, Reason.NEEDS_ROOT):
        pytest.skip("this user may not send echo requests: root, or a wider net.ipv4.ping_group_range is needed")
    assert found["loss_percent"] == 0
    assert 0 <= number(found["latency_ms"]) < 10000


def in_namespace(code: str, *options: str) -> Any:
    """What the code prints as JSON, in a network namespace that has nothing in it."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is needed for an empty network namespace (Debian package util-linux)")
    program = ["unshare", "--user", "--net", *options, sys.executable, "-c", code]
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": "."})
    if "unshare failed" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip(f"no user namespaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


QUESTIONS = """
import json
from hfcheck.collect.probes import PROBES
from hfcheck.model import NotSeen
from hfcheck.readings import load, read
asked = {
    "probe_tcp": ("host=198.51.100.1", "port=443", "deadline=2"),
    "probe_tls": ("host=hall.channels.example", "connect=198.51.100.1", "deadline=2"),
    "probe_http": ("url=https://hall.channels.example/", "content=x", "deadline=2"),
    "probe_dns": ("name=hall.channels.example", "server=198.51.100.1", "deadline=2"),
    "probe_icmp": ("host=198.51.100.1", "deadline=2"),
}
found = {name: read(load(name), PROBES[name](given)).values() for name, given in asked.items()}
print(json.dumps({n: sorted({a.reason if isinstance(a, NotSeen) else "seen" for a in v}) for n, v in found.items()}))
"""


def test_a_station_without_network_says_nothing_about_any_target() -> None:
    assert in_namespace(QUESTIONS) == {
        "probe_tcp": ["no_answer"],
        "probe_tls": ["no_answer"],
        "probe_http": ["no_answer"],
        "probe_dns": ["no_answer"],
        "probe_icmp": ["needs_root"],
    }


DEAF = """
import json, pathlib, subprocess
from hfcheck.collect.probes import PROBES
from hfcheck.model import NotSeen
from hfcheck.readings import load, read
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
pathlib.Path("/proc/sys/net/ipv4/icmp_echo_ignore_all").write_text("1")
given = ("host=127.0.0.1", "count=2", "interval_ms=10", "deadline=2")
found = read(load("probe_icmp"), PROBES["probe_icmp"](given))
print(json.dumps({n: a.reason if isinstance(a, NotSeen) else a for n, a in found.items()}))
"""


def test_icmp_a_host_that_answers_no_echo_loses_everything() -> None:
    if shutil.which("ip") is None:
        pytest.skip("ip is needed to bring a loopback up (Debian package iproute2)")
    assert in_namespace(DEAF, "--map-root-user") == {
        "outcome": "no_echo",
        "loss_percent": 100.0,
        "latency_ms": "no_answer",
        "jitter_ms": "no_answer",
    }


LINE = """
import json, subprocess
from hfcheck.collect.probes import PROBES
from hfcheck.readings import load, read
def ip(*words):
    subprocess.run(["ip", *words], check=True)
ip("link", "set", "lo", "up")
ip("link", "add", "line", "type", "veth", "peer", "name", "office")
ip("link", "set", "office", "up")
ip("address", "add", "203.0.113.1/30", "dev", "line")
ip("link", "set", "line", "up")
def outcome(host):
    given = (f"host={host}", "count=2", "interval_ms=10", "deadline=1")
    return read(load("probe_icmp"), PROBES["probe_icmp"](given))["outcome"]
down = [outcome(f"203.0.113.{end}") for end in (1, 2)]
ip("address", "add", "203.0.113.2/32", "dev", "lo")
print(json.dumps({"down": down, "up": [outcome(f"203.0.113.{end}") for end in (1, 2)]}))
"""


def test_icmp_of_a_line_that_is_down_the_near_end_answers_and_the_far_one_does_not() -> None:
    if shutil.which("ip") is None:
        pytest.skip("ip is needed to lay a line (Debian package iproute2)")
    assert in_namespace(LINE, "--map-root-user") == {"down": ["answered", "no_echo"], "up": ["answered", "answered"]}


FORKED = """
import json, os
from hfcheck.collect.probes import PROBES
from hfcheck.readings import load, read
import subprocess
def ip(*words):
    subprocess.run(["ip", *words], check=True)
ip("link", "set", "lo", "up")
ip("link", "add", "line", "type", "veth", "peer", "name", "office")
ip("address", "add", "203.0.113.1/24", "dev", "line")
ip("link", "set", "office", "up")
ip("link", "set", "line", "up")
readers = []
for host in ("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.1"):
    reader, writer = os.pipe()
    readers.append(reader)
    if os.fork() == 0:
        given = (f"host={host}", "count=10", "interval_ms=20", "deadline=2")
        os.write(writer, str(read(load("probe_icmp"), PROBES["probe_icmp"](given))["outcome"]).encode())
        os._exit(0)
    os.close(writer)
print(json.dumps([os.read(reader, 100).decode() for reader in readers]))
"""


def test_icmp_forked_workers_do_not_take_each_other_s_replies() -> None:
    if shutil.which("ip") is None:
        pytest.skip("ip is needed to lay a line (Debian package iproute2)")
    assert in_namespace(FORKED, "--map-root-user") == ["answered", "no_echo", "no_echo", "answered"]


# --- arguments


@pytest.mark.parametrize(
    ("probe", "arguments"), [("probe_icmp", {"host": "none"}), ("probe_tcp", {"host": "127.0.0.1", "port": "none"})]
)
def test_what_the_inventory_does_not_declare_is_not_applicable(probe: str, arguments: dict[str, str]) -> None:
    found = answers(probe, **arguments)
    assert {type(answer) for answer in found.values()} == {NotApplicable}


@pytest.mark.parametrize(
    ("probe", "given", "words"),
    [
        ("probe_tcp", ("port=443",), "a value for host"),
        ("probe_tcp", ("host=a", "port=0"), "from 1 to 65535, found '0'"),
        ("probe_tcp", ("host=a", "port=1", "port=2"), "once as name=value, found 'port=2'"),
        ("probe_tcp", ("host=a", "port=1", "retries=2"), "found 'retries=2'"),
        ("probe_tcp", ("host=a", "port=1", "connect=nowhere"), "an IP address, found 'nowhere'"),
        ("probe_tcp", ("host=a", "port=1", "deadline=3600"), "from 1 to 60, found '3600'"),
        ("probe_tcp", ("host=" + "a" * 70 + ".example", "port=1"), "expected a host name"),
        ("probe_tls", ("host=a", "ca_file=/nowhere.pem"), "a PEM file of authorities, found '/nowhere.pem'"),
        ("probe_http", ("url=ftp://a/",), "expected http(s)://host/"),
        ("probe_http", ("url=https://user:secret@a/",), "without a user"),
        ("probe_http", ("url=https://a:port/",), "expected a URL"),
        ("probe_dns", ("name=a..b",), "expected a DNS name"),
        ("probe_dns", ("name=a", "type=ANY"), "one of A, AAAA"),
        ("probe_icmp", ("host=127.0.0.1", "count=1000"), "from 1 to 20"),
    ],
)
def test_a_bad_argument_is_refused_in_words(probe: str, given: tuple[str, ...], words: str) -> None:
    output = PROBES[probe](given)
    assert output.code == 2
    assert words in output.stderr
    found = read(load(probe), output)
    assert unseen(found, Reason.REJECTED) == set(found)


def test_an_empty_argument_was_not_given() -> None:
    with listening(silent) as port:
        document = json.loads(PROBES["probe_tcp"](("host=127.0.0.1", f"port={port}", "connect=", "deadline=")).stdout)
    assert document["asked"] == {"host": "127.0.0.1", "port": str(port), "connect": "", "deadline": "10"}


def test_probes_come_home_in_the_frame_of_a_script() -> None:
    nonce = "0123456789abcdef"
    with listening(silent) as port:
        requests = [("probe_tcp", (f"host={LOOPBACK}", f"port={port}")), ("probe_tcp", ("host=",))]
        answered = probe_all(requests, nonce)
    taken_at = PROBES["probe_tcp"](()).taken_at
    outputs, done = unpack(pack(answered, nonce), nonce, requests, taken_at)
    assert done
    assert read(load("probe_tcp"), outputs[0])["open"] is True
    assert unseen(read(load("probe_tcp"), outputs[1]), Reason.REJECTED) == {"outcome", "open", "latency_ms"}


def test_a_reading_that_is_no_probe_is_refused() -> None:
    with pytest.raises(ContentError, match="found disk"):
        probe_all([("disk", ())], "0123456789abcdef")


def test_every_probe_has_its_reading() -> None:
    assert {name: load(name).source for name in PROBES} == dict.fromkeys(PROBES, "probe")
